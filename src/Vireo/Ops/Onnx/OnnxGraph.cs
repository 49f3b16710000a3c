using System.Globalization;

namespace Vireo.Ops.Onnx;

/// <summary>Nodes and constants of an ONNX graph in the making, in the order they run. Ops write their forms into
/// it.</summary>
/// <remarks>The operators are those of https://onnx.ai/onnx/operators, default domain.</remarks>
public sealed class OnnxGraph
{
    /// <summary>The oldest operator set that the forms are written for.</summary>
    public const int OldestOpset = 13;

    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxConstant> _constants = [];
    private int _names;

    /// <summary>An empty graph.</summary>
    /// <param name="opset">The operator set its nodes are of, 13 or newer.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is older.</exception>
    public OnnxGraph(int opset = 17)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(opset, OldestOpset);
        Opset = opset;
    }

    /// <summary>The operator set the nodes are of: forms may choose newer operators where it has them.</summary>
    public int Opset { get; }

    /// <summary>Nodes, each after those it needs.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>Constants.</summary>
    public IReadOnlyList<OnnxConstant> Constants => _constants;

    /// <summary>Appends a node with one output.</summary>
    /// <param name="type">The operator.</param>
    /// <param name="inputs">Names of its inputs; empty for an optional one left out.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>The name of the output.</returns>
    public string Add(string type, string[] inputs, params OnnxAttribute[] attributes) =>
        AddMany(type, inputs, 1, attributes)[0];

    /// <summary>Appends a node with one input and one output.</summary>
    /// <inheritdoc cref="Add(string, string[], OnnxAttribute[])"/>
    public string Add(string type, string input, params OnnxAttribute[] attributes) => Add(type, [input], attributes);

    /// <summary>Appends a node with several outputs.</summary>
    /// <inheritdoc cref="Add(string, string[], OnnxAttribute[])"/>
    /// <returns>The names of the outputs.</returns>
    public string[] AddMany(string type, string[] inputs, int outputs, params OnnxAttribute[] attributes)
    {
        var names = new string[outputs];
        for (var i = 0; i < outputs; i++) names[i] = NewName(type);
        // The node keeps lists of its own: forms may reuse theirs.
        _nodes.Add(new(type, [.. inputs], [.. names], attributes));
        return names;
    }

    /// <summary>A constant with the given elements.</summary>
    /// <returns>Its name.</returns>
    public string Constant(TensorSpec spec, params double[] values)
    {
        if (values.Length != spec.Shape.Count)
        {
            throw new ArgumentException($"{spec} takes {spec.Shape.Count} numbers, not {values.Length}");
        }

        var name = NewName("constant");
        _constants.Add(new(name, spec, values));
        return name;
    }

    /// <summary>One number without axes.</summary>
    /// <returns>Its name.</returns>
    public string Scalar(double value, DType type = DType.F32) => Constant(new(Shape.Scalar, type), value);

    /// <summary>A vector of 64-bit whole numbers, as shapes and axes are given.</summary>
    /// <returns>Its name.</returns>
    public string Integers(params ReadOnlySpan<int> values)
    {
        var doubles = new double[values.Length];
        for (var i = 0; i < values.Length; i++) doubles[i] = values[i];
        return Constant(new([values.Length], DType.I64), doubles);
    }

    /// <summary>Appends a <c>Cast</c>.</summary>
    /// <returns>The name of the output.</returns>
    public string Cast(string input, DType to) => Add("Cast", input, ("to", ElementType(to)));

    /// <summary>Appends a reduction, such as <c>ReduceMean</c>, along axes counted from zero; without axes nothing is
    /// reduced.</summary>
    /// <returns>The name of the output.</returns>
    public string Reduce(string type, string input, ReadOnlySpan<int> axes, bool keepAxes)
    {
        if (axes.Length == 0) return Add("Identity", input);
        var keep = keepAxes ? 1 : 0;
        // Axes became an input with set 13 for sums, with set 18 for all others.
        if (Opset >= 18 || type == "ReduceSum") return Add(type, [input, Integers(axes)], ("keepdims", keep));
        var list = new long[axes.Length];
        for (var i = 0; i < list.Length; i++) list[i] = axes[i];
        return Add(type, input, ("axes", list), ("keepdims", keep));
    }

    /// <summary>Appends a <c>Pad</c> by zeros along one of <paramref name="rank"/> axes; negative counts cut
    /// off.</summary>
    /// <returns>The name of the output; the input itself when there is nothing to do.</returns>
    public string Pad(string input, int rank, int axis, int before, int after)
    {
        if ((before, after) == (0, 0)) return input;
        var pads = new int[2 * rank];
        (pads[axis], pads[rank + axis]) = (before, after);
        return Add("Pad", [input, Integers(pads)]);
    }

    /// <summary>The number by which ONNX knows an element type (<c>TensorProto.DataType</c>).</summary>
    public static int ElementType(DType type) => type switch
    {
        DType.F32 => 1,
        DType.U8 => 2,
        DType.I8 => 3,
        DType.I32 => 6,
        DType.I64 => 7,
        DType.Bool => 9,
        DType.F64 => 11,
        DType.BF16 => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no ONNX element type"),
    };

    private string NewName(string stem) =>
        string.Create(CultureInfo.InvariantCulture, $"{char.ToLowerInvariant(stem[0])}{stem[1..]}_{_names++}");
}
