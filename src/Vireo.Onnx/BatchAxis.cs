using System.Globalization;
using Vireo.Ops;
using Vireo.Ops.Onnx;

namespace Vireo.Onnx;

/// <summary>How a graph depends on the number of images: found out by building it for several. Whole numbers that
/// change with it, such as the extents of a reshape, become expressions of the number given at each run.</summary>
internal sealed class BatchAxis
{
    private readonly Translation[] _tries;
    private readonly Dictionary<string, string> _aliases = [];
    private readonly int _body;

    private BatchAxis(Translation[] tries, IReadOnlyList<Translation> sizes)
    {
        _tries = tries;
        _body = tries[0].Graph.Nodes.Count;
        foreach (var other in tries[1..])
        {
            if (Difference(tries[0], other) is { } difference) throw Depends(difference);
        }

        ReplaceConstants();
        Inputs = Extents(sizes, t => t.Inputs.Select(i => (i.Name, i.Tensor.Shape)));
        Outputs = Extents(sizes, t => t.Outputs.Select(o => (o.Name, o.Tensor.Shape)));
    }

    /// <summary>The numbers that a graph is built for. The last one checks what the others suggest.</summary>
    public static int[] Tries { get; } = [2, 3, 7];

    /// <summary>The nodes in the order they run, with their places.</summary>
    public IReadOnlyList<(OnnxNode Node, string Place)> Nodes
    {
        get
        {
            var (nodes, places) = (_tries[0].Graph.Nodes, _tries[0].Places);
            string Final(string name) => _aliases.GetValueOrDefault(name, name);
            return
            [
                // Expressions need nothing but an input, so they can come first.
                .. nodes.Skip(_body).Select(node => (node, OnnxExport.Batch)),
                .. nodes.Take(_body).Select(
                    (node, i) => (node with { Inputs = [.. node.Inputs.Select(Final)] }, places[i])),
            ];
        }
    }

    /// <summary>Extents of each input, in numbers and names.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Inputs { get; }

    /// <summary>Extents of each output, in numbers and names.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Outputs { get; }

    /// <summary>Compares graphs built for the numbers in <see cref="Tries"/>.</summary>
    /// <param name="tries">The graphs.</param>
    /// <param name="sizes">The first of them for other sizes of pictures, which <see cref="SizeAxes"/> found to be the
    /// same; none when the size is fixed.</param>
    /// <exception cref="VireoException"><c>VIR2810</c>: they differ in more than extents.</exception>
    public static BatchAxis Of(Translation[] tries, IReadOnlyList<Translation> sizes) => new(tries, sizes);

    /// <summary>Extents that are the same at every run.</summary>
    public static IReadOnlyList<string> Fixed(Shape shape) =>
        [.. shape.Extents.ToArray().Select(e => e.ToString(CultureInfo.InvariantCulture))];

    /// <summary>What two translations have not in common besides small constants; null for nothing.</summary>
    public static string? Difference(Translation one, Translation other)
    {
        var (nodes, others) = (one.Graph.Nodes, other.Graph.Nodes);
        var needed = one.Needed(nodes);
        if (others.Count != nodes.Count) return $"it has {nodes.Count} or {others.Count} nodes";
        foreach (var (i, (a, b)) in nodes.Zip(others).Index())
        {
            var isSame = a.Type == b.Type && a.Inputs.SequenceEqual(b.Inputs) && a.Outputs.SequenceEqual(b.Outputs)
                && a.Attributes.Count == b.Attributes.Count && a.Attributes.Zip(b.Attributes).All(Same);
            if (!isSame && a.Outputs.Any(needed.Contains)) return $"{a.Type} at '{one.Places[i]}' is another";
        }

        foreach (var (name, tensor) in one.Constants.Where(c => needed.Contains(c.Key)))
        {
            var twin = other.Constants.GetValueOrDefault(name);
            var isVariable = tensor.Node.Op is Source { Variable: not null };
            if (twin is null || twin.Spec != tensor.Spec) return $"{name} {tensor.Spec} is another";
            if (!isVariable && !twin.ToDoubles().SequenceEqual(tensor.ToDoubles())) return $"{name} changes";
        }

        return null;
    }

    private void ReplaceConstants()
    {
        var constants = _tries[0].Graph.Constants.ToList();
        var others = Array.ConvertAll(_tries[1..], t => t.Graph.Constants);
        string? batch = null;
        for (var i = 0; i < constants.Count; i++)
        {
            var (first, second, third) = (constants[i], others[0][i], others[1][i]);
            if (first.Spec != second.Spec || first.Spec != third.Spec) throw Depends($"{first.Name} is another");
            if (first.Values.SequenceEqual(second.Values) && first.Values.SequenceEqual(third.Values)) continue;
            var slope = second.Values.Zip(first.Values, (b, a) => (b - a) / (Tries[1] - Tries[0])).ToArray();
            var start = first.Values.Zip(slope, (a, s) => a - s * Tries[0]).ToArray();
            var isLine = start.Zip(slope, (s, m) => s + m * Tries[2]).SequenceEqual(third.Values);
            if (!isLine || first.Spec.DType != DType.I64) throw Depends($"{first.Name} {first.Spec} changes");
            _aliases[first.Name] =
                Reshaped(first, slope) ?? Expression(first, start, slope, batch ??= BatchVector());
        }
    }

    /// <summary>A shape with one open extent, which every runtime understands best.</summary>
    private string? Reshaped(OnnxConstant shape, double[] slope)
    {
        var uses = _tries[0].Graph.Nodes.Take(_body).Where(n => n.Inputs.Contains(shape.Name));
        if (slope.Count(s => s != 0) != 1 || uses.Any(n => n.Type != "Reshape")) return null;
        return _tries[0].Graph.Constant(
            shape.Spec, [.. shape.Values.Zip(slope, (extent, s) => s != 0 ? -1 : extent)]);
    }

    private string Expression(OnnxConstant constant, double[] start, double[] slope, string batch)
    {
        var graph = _tries[0].Graph;
        var part = graph.Add("Mul", [graph.Constant(constant.Spec, slope), batch]);
        return graph.Add("Add", [graph.Constant(constant.Spec, start), part]);
    }

    private string BatchVector()
    {
        var graph = _tries[0].Graph;
        var shape = graph.Add("Shape", _tries[0].Inputs[0].Name);
        return graph.Add("Gather", [shape, graph.Integers(0)]);
    }

    private List<IReadOnlyList<string>> Extents(
        IReadOnlyList<Translation> sizes, Func<Translation, IEnumerable<(string Name, Shape Shape)>> of)
    {
        List<IReadOnlyList<string>> all = [];
        foreach (var (i, ((name, one), (_, two))) in of(_tries[0]).Zip(of(_tries[1])).Index())
        {
            List<string> extents = [.. one.Extents.ToArray().Zip(two.Extents.ToArray(), Extent)];
            for (var axis = 0; axis < extents.Count; axis++)
            {
                if (sizes.Any(s => of(s).ElementAt(i).Shape[axis] != one[axis]))
                    extents[axis] = SizeAxes.NameOf(name, axis, _tries[0].Inputs[0].Name);
            }

            all.Add(extents);
        }

        return all;
    }

    private static string Extent(int first, int second)
    {
        if (first == second) return first.ToString(CultureInfo.InvariantCulture);
        return first == Tries[0] ? OnnxExport.Batch : $"{first / Tries[0]}*{OnnxExport.Batch}";
    }

    private static bool Same((OnnxAttribute First, OnnxAttribute Second) pair)
    {
        var (a, b) = pair;
        static bool Equal<T>(T[]? x, T[]? y) => (x ?? []).SequenceEqual(y ?? []);
        return (a.Name, a.Integer, a.Real, a.Text) == (b.Name, b.Integer, b.Real, b.Text)
            && Equal(a.Integers, b.Integers) && Equal(a.Reals, b.Reals) && Equal(a.Texts, b.Texts);
    }

    private static VireoException Depends(string what) => new("VIR2810",
        "the graph depends on the number of images in a way that ONNX cannot say: for one number of them "
        + $"{what} than for another. Export it for a fixed number with OnnxExport.Save.");
}
