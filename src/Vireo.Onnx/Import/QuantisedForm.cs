using System.Runtime.InteropServices;
using Google.Protobuf;
using Vireo.Onnx.Generated;
using Vireo.Ops.Onnx;

namespace Vireo.Onnx.Import;

/// <summary>QuantizeLinear and DequantizeLinear taken out of a graph: constants become the numbers that their bytes
/// stand for, a pair of the two around a value becomes the range of that value. What is left is a network in single
/// precision that learns and computes in any precision.</summary>
internal sealed class QuantisedForm
{
    private const string Quantise = "QuantizeLinear", Dequantise = "DequantizeLinear";
    private const int UnsignedByte = 2, UsualAxis = 1;

    private readonly OnnxFile _file;
    private readonly Dictionary<string, TensorProto> _initializers;
    private readonly ILookup<string, NodeProto> _readers;
    private readonly Dictionary<string, NodeProto> _bytes = [];
    private readonly Dictionary<string, string> _instead = [];
    private readonly Dictionary<string, TensorProto> _settings;

    private QuantisedForm(OnnxFile file, IReadOnlyList<NodeProto> nodes, Dictionary<string, TensorProto> initializers)
    {
        (_file, _initializers) = (file, initializers);
        _readers = (from node in nodes from name in node.Input select (name, node)).ToLookup(r => r.name, r => r.node);
        _settings = new(initializers);
        foreach (var node in nodes.Where(n => n is { OpType: "Constant", Output: [_], Attribute: [{ T: not null }] }))
            _settings[node.Output[0]] = node.Attribute[0].T;
        foreach (var node in nodes)
        {
            if (!TryTakeOut(node)) Nodes.Add(Renamed(node));
        }

        Exact.UnionWith(nodes.Where(n => n.OpType != Quantise && n.Input.Any(Ranges.ContainsKey))
            .SelectMany(n => n.Output));
    }

    /// <summary>The nodes that are left.</summary>
    public List<NodeProto> Nodes { get; } = [];

    /// <summary>The ranges of values, by their names in the file.</summary>
    public Dictionary<string, (float Low, float High)> Ranges { get; } = [];

    /// <summary>Results of nodes that read a value with a range as it was before rounding.</summary>
    public HashSet<string> Exact { get; } = [];

    /// <summary>Whether a range was widened: bytes here are from zero on, or as far below it as above.</summary>
    public bool IsWidened { get; private set; }

    /// <summary>Takes the two ops out; graphs that have none stay as they are.</summary>
    /// <param name="file">For messages, and the numbers of constants.</param>
    /// <param name="nodes">In the order in which they run.</param>
    /// <param name="initializers">Constants; those that are dequantised are replaced.</param>
    /// <exception cref="BadModelFileException"><c>VIR2834</c>: scales or zero points cannot be true.</exception>
    public static QuantisedForm Of(
        OnnxFile file, IReadOnlyList<NodeProto> nodes, Dictionary<string, TensorProto> initializers) =>
        new(file, nodes, initializers);

    /// <summary>What a value is called now.</summary>
    public string Name(string value) => _instead.GetValueOrDefault(value, value);

    private bool TryTakeOut(NodeProto node)
    {
        if (node is not { Domain: "" or "ai.onnx", Output: [{ Length: > 0 } output] } || node.Input.Count is < 2 or > 3)
            return false;
        if (node.OpType == Quantise && _readers[output].Any() && _readers[output].All(r => r.OpType == Dequantise))
        {
            _bytes[output] = node;
            return true;
        }

        if (node.OpType != Dequantise) return false;
        if (_bytes.TryGetValue(node.Input[0], out var bytes))
        {
            var (scale, zero) = (Numbers(node, node.Input[1]), Zero(node));
            if (!scale.SequenceEqual(Numbers(bytes, bytes.Input[1])) || !zero.Steps.SequenceEqual(Zero(bytes).Steps))
                throw Bad(node, $"its scale and zero point are not those of {Quantise} '{bytes.Name}'");
            var value = Name(bytes.Input[0]);
            if (_initializers.TryGetValue(value, out var constant)) Replace(node, value, Rounded(node, constant));
            else AddRange(node, value, scale, zero);
            return true;
        }

        if (!_initializers.TryGetValue(node.Input[0], out var stored)) return false;
        var (shape, _, values) = _file.Decode(stored);
        if (values is not int[] steps) throw Bad(node, "its constant holds no whole numbers");
        Replace(node, stored.Name, Spread(node, shape, Array.ConvertAll(steps, s => (double)s)));
        return true;
    }

    private void AddRange(NodeProto node, string value, float[] scales, (int[] Steps, bool IsSigned) zero)
    {
        if (scales is not [var scale] || zero.Steps is not ([] or [_]))
            throw Bad(node, "a value that is computed has one scale and one zero point");
        var offset = zero.Steps is [var steps] ? steps : 0;
        var (low, high) = zero.IsSigned ? (-128 - offset, 127 - offset) : (-offset, 255 - offset);
        if (low > 0 || high < 0) throw Bad(node, $"its zero point {offset} is no byte");
        // -128 is not used here, so that ranges are symmetric.
        var greatest = Math.Max(-low, high) is 128 ? 127 : Math.Max(-low, high);
        IsWidened |= low < 0 && greatest > 127;
        (float Low, float High) range = (low < 0 ? -greatest * scale : 0, greatest * scale);
        Ranges[value] = Ranges.TryGetValue(value, out var known)
            ? (Math.Min(known.Low, range.Low), Math.Max(known.High, range.High))
            : range;
        _instead[node.Output[0]] = value;
    }

    /// <summary>A constant in place of the node's result: under its own name where only this node reads it.</summary>
    private void Replace(NodeProto node, string constant, (Shape Shape, float[] Values) numbers)
    {
        var isOwn = _readers[constant].Count() == 1;
        var name = isOwn ? constant : node.Output[0];
        if (isOwn) _instead[node.Output[0]] = name;
        TensorProto tensor = new()
        {
            Name = name, DataType = OnnxGraph.ElementType(DType.F32),
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(numbers.Values)),
        };
        tensor.Dims.Add(numbers.Shape.Extents.ToArray().Select(e => (long)e));
        _initializers[name] = tensor;
    }

    /// <summary>A constant in single precision as its bytes give it back.</summary>
    private (Shape, float[]) Rounded(NodeProto node, TensorProto constant)
    {
        var (shape, _, values) = _file.Decode(constant);
        if (values is not float[] numbers) throw Bad(node, "what is rounded holds no real numbers");
        var (low, high) = Zero(node).IsSigned ? (-128, 127) : (0, 255);
        return Spread(node, shape, [.. numbers], (x, scale, zero) =>
            Math.Clamp(Math.Round(x / scale) + zero, low, high));
    }

    /// <summary><c>(q - zero) · scale</c>, each per tensor or along an axis.</summary>
    private (Shape, float[]) Spread(
        NodeProto node, Shape shape, double[] numbers, Func<double, double, int, double>? quantise = null)
    {
        var (scales, zeros) = (Numbers(node, node.Input[1]), Zero(node).Steps);
        var axis = (int)(node.Attribute.FirstOrDefault(a => a.Name == "axis")?.I ?? UsualAxis);
        if (axis < 0) axis += shape.Rank;
        var isPerChannel = scales.Length > 1;
        if (isPerChannel && (axis < 0 || axis >= shape.Rank || shape[axis] != scales.Length)
            || (zeros.Length > 0 && zeros.Length != scales.Length))
        {
            throw Bad(node, $"{scales.Length} scales and {zeros.Length} zero points do not fit {shape}");
        }

        var inner = isPerChannel ? shape.Extents[(axis + 1)..].ToArray().Aggregate(1, (a, b) => a * b) : 1;
        var result = new float[numbers.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var channel = isPerChannel ? i / inner % scales.Length : 0;
            var (scale, zero) = (scales[channel], zeros.Length > 0 ? zeros[channel] : 0);
            var step = quantise?.Invoke(numbers[i], scale, zero) ?? numbers[i];
            result[i] = (float)((step - zero) * scale);
        }

        return (shape, result);
    }

    private float[] Numbers(NodeProto node, string name)
    {
        if (!_settings.TryGetValue(name, out var tensor) || _file.Decode(tensor).Values is not float[] values)
            throw Bad(node, $"its scale '{name}' has to be a constant");
        return Array.TrueForAll(values, v => float.IsFinite(v) && v > 0) && values.Length > 0
            ? values : throw Bad(node, "a scale is not above zero");
    }

    private (int[] Steps, bool IsSigned) Zero(NodeProto node)
    {
        if (node.Input.Count < 3 || node.Input[2].Length == 0) return ([], false);
        if (!_settings.TryGetValue(node.Input[2], out var tensor) || _file.Decode(tensor).Values is not int[] steps)
            throw Bad(node, $"its zero point '{node.Input[2]}' has to be a constant");
        return (steps, tensor.DataType != UnsignedByte);
    }

    private NodeProto Renamed(NodeProto node)
    {
        if (!node.Input.Any(_instead.ContainsKey)) return node;
        var copy = node.Clone();
        for (var i = 0; i < copy.Input.Count; i++) copy.Input[i] = Name(copy.Input[i]);
        return copy;
    }

    private BadModelFileException Bad(NodeProto node, string reason) =>
        _file.Bad("VIR2834", $"{node.OpType} '{node.Name}': {reason}.");
}
