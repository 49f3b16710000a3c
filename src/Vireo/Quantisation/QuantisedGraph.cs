using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Quantisation;

/// <summary>A network as graph in single precision that rounds where a plan in eight bits does: what is written as ONNX
/// with QuantizeLinear and DequantizeLinear, and what a plan can be compared with. Batch norm is drawn into the
/// weights; these become constants, with the numbers that the variables hold now. Both sides of a sum are rounded; a
/// plan leaves the side that it has just computed exact.</summary>
public sealed class QuantisedGraph
{
    private readonly Capture _capture;
    private readonly Dictionary<string, ByteScale> _scales = [];
    private readonly string[] _names;
    private readonly HashSet<string> _float;
    private readonly Tensor?[] _made;
    private readonly Tensor?[] _rounded;
    private readonly int[] _readers;
    private readonly HashSet<int> _squeezed;
    private readonly Dictionary<Node, Node> _nodes = [];

    private QuantisedGraph(Capture capture, QuantisationTable table)
    {
        (_capture, _names, _float) = (capture, ValueNames.Of(capture), [.. table.FloatLayers]);
        foreach (var range in table.Ranges) _scales[range.Value] = ByteScale.Of(range);
        _made = new Tensor?[_names.Length];
        _rounded = new Tensor?[_names.Length];
        _readers = new int[_names.Length];
        foreach (var input in capture.Entries.SelectMany(e => e.Inputs)) _readers[input]++;
        foreach (var output in capture.Outputs) _readers[output]++;
        _squeezed = Squeezed();
    }

    /// <summary>The graph that rounds.</summary>
    /// <param name="images">The placeholder that the network begins with, and that the result begins with,
    /// too.</param>
    /// <param name="output">What it ends with, built for <see cref="Layers.Pass.Inference"/>.</param>
    /// <param name="table">Ranges, and layers that stay as they are.</param>
    public static Tensor Of(Tensor images, Tensor output, QuantisationTable table)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(table);
        var capture = new Capture([images], [output], [], null);
        var graph = new QuantisedGraph(capture, table);
        for (var i = 0; i < graph._made.Length; i++) graph._made[i] = graph.Make(i);
        return graph.At(capture.Outputs[0]);
    }

    /// <summary>Images that are bytes because their channels are multiplied with a number each and then
    /// convolved.</summary>
    private HashSet<int> Squeezed()
    {
        var convolved = Enumerable.Range(0, _names.Length).Where(IsTaken).Select(i => _capture.Entries[i].Inputs[0])
            .ToHashSet();
        var found = new HashSet<int>();
        foreach (var value in convolved.Where(i => _capture.Entries[i].Kind == 0))
        {
            var inputs = _capture.Entries[value].Inputs;
            if (SqueezedProduct.Image(_capture.Entries[value].Op, [.. inputs.Select(i => _capture.Tensors[i].Shape)])
                is { } image && _scales.ContainsKey(_names[inputs[image]]))
            {
                found.Add(inputs[image]);
            }
        }

        return found;
    }

    private Tensor At(int value) => _made[value] ?? throw new InvalidOperationException("a value comes too late");

    private Tensor? Make(int value)
    {
        var (entry, whole) = (_capture.Entries[value], _capture.Tensors[value]);
        if (entry.Kind != 0) return whole;
        if (entry.Op is Conv2d && IsTaken(value))
            return IsFolded(value) ? At(entry.Inputs[0]) : Convolution(value, [], whole.Node);
        if (entry.Op is MatMul && IsTaken(value)) return Product(value, whole.Node);
        if (entry.Op is BatchNormInference && _capture.Entries[entry.Inputs[0]].Op is Conv2d
            && IsTaken(entry.Inputs[0]) && IsFolded(entry.Inputs[0]))
            return Convolution(entry.Inputs[0], [.. entry.Inputs.Skip(1).Select(Numbers)], whole.Node);
        var round = entry.Op is Add && whole.Shape.Rank == 4
            && entry.Inputs.All(i => _scales.ContainsKey(_names[i]) && _capture.Tensors[i].Shape == whole.Shape);
        if (!_nodes.TryGetValue(whole.Node, out var node))
        {
            node = Tensor.Apply(
                entry.Op, [.. entry.Inputs.Select(i => round || _squeezed.Contains(i) ? Rounded(i) : At(i))]);
            _nodes[whole.Node] = node;
            Label(node, whole.Node);
        }

        return node.Outputs[entry.Output];
    }

    private bool IsTaken(int value)
    {
        var entry = _capture.Entries[value];
        return (entry.Op is Conv2d || LinearProduct.Is(_capture, value))
            && _scales.ContainsKey(_names[entry.Inputs[0]])
            && entry.Inputs.Skip(1).All(i => _capture.Entries[i].Kind == 2)
            && !_float.Contains(_capture.Tensors[value].Node.Label ?? "");
    }

    /// <summary>Whether the only reader of a convolution is a batch norm with constant statistics.</summary>
    private bool IsFolded(int value) => _readers[value] == 1 && _capture.Entries.Any(
        e => e.Op is BatchNormInference && e.Inputs[0] == value
            && e.Inputs.Skip(1).All(i => _capture.Entries[i].Kind == 2));

    private float[] Numbers(int value) => _capture.Tensors[value].ToArray<float>();

    /// <param name="value">The convolution.</param>
    /// <param name="norm">Scale, shift, mean and variance of the batch norm behind it; empty for none.</param>
    /// <param name="last">The node whose place the result takes.</param>
    private Tensor Convolution(int value, float[][] norm, Node last)
    {
        var entry = _capture.Entries[value];
        var shape = _capture.Tensors[entry.Inputs[1]].Shape;
        var weights = Numbers(entry.Inputs[1]);
        var bias = entry.Inputs.Count > 2 ? Numbers(entry.Inputs[2]) : new float[shape[0]];
        if (norm.Length > 0) Fold(weights, bias, norm, ((BatchNormInference)last.Op).Epsilon);
        var (bytes, scales) = Bytes(weights, shape);
        var unit = Array.ConvertAll(scales, s => s * _scales[_names[entry.Inputs[0]]].Scale);
        var steps = bias.Zip(unit, (b, u) => (int)Math.Clamp(Math.Round((double)b / u), int.MinValue, int.MaxValue));
        Shape channels = [shape[0]];
        var widened = new DequantiseChannels();
        var node = Tensor.Apply(
            entry.Op, Rounded(entry.Inputs[0]),
            Tensor.Of(widened, bytes, Tensor.From<float>(scales, channels)),
            Tensor.Of(widened, Tensor.From<int>([.. steps], channels), Tensor.From<float>(unit, channels)));
        Label(node, _capture.Tensors[value].Node);
        return node.Outputs[0];
    }

    /// <summary>A fully connected layer; its bias is added in single precision, as a plan does.</summary>
    private Tensor Product(int value, Node from)
    {
        var entry = _capture.Entries[value];
        var shape = _capture.Tensors[entry.Inputs[1]].Shape;
        var (bytes, scales) = Bytes(Numbers(entry.Inputs[1]), shape);
        var node = Tensor.Apply(
            entry.Op, Rounded(entry.Inputs[0]),
            Tensor.Of(new DequantiseChannels(), bytes, Tensor.From<float>(scales, [shape[0]])));
        Label(node, from);
        return node.Outputs[0];
    }

    /// <summary>Weights as bytes with a scale for each output. Evaluated: files hold the bytes, not how they came
    /// about.</summary>
    private static (Tensor Bytes, float[] Scales) Bytes(float[] weights, Shape shape)
    {
        var parts = Tensor.Apply(new QuantiseWeights(), Tensor.From<float>(weights, shape)).Outputs;
        return (Tensor.From<sbyte>(parts[0].ToArray<sbyte>(), shape), parts[1].ToArray<float>());
    }

    private static void Fold(float[] weights, float[] bias, float[][] norm, double epsilon)
    {
        var perChannel = weights.Length / bias.Length;
        for (var o = 0; o < bias.Length; o++)
        {
            var scale = norm[0][o] / MathF.Sqrt(norm[3][o] + (float)epsilon);
            foreach (ref var weight in weights.AsSpan(o * perChannel, perChannel)) weight *= scale;
            bias[o] = norm[1][o] + (bias[o] - norm[2][o]) * scale;
        }
    }

    private Tensor Rounded(int value) =>
        _rounded[value] ??= Tensor.Of(new RoundThrough { Byte = _scales[_names[value]] }, At(value));

    private static void Label(Node made, Node from) =>
        Node.LabelNew(made.Outputs[0], made.Id - 1, from.Label, backward: false);
}
