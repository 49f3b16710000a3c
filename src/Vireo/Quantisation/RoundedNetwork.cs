using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Quantisation;

/// <summary>A network built again with rounding where a plan in eight bits rounds: at what convolutions and fully
/// connected layers read, at both sides of residual sums, at images that squeeze and excite scales, and in weights,
/// with batch norm drawn into filters before. How is up to an <see cref="IRounding"/>.</summary>
internal sealed class RoundedNetwork
{
    private readonly Capture _capture;
    private readonly IRounding _rounding;
    private readonly string[] _names;
    private readonly HashSet<string> _float;
    private readonly Tensor?[] _made;
    private readonly Tensor?[] _rounded;
    private readonly int[] _readers;
    private readonly HashSet<int> _squeezed;
    private readonly Dictionary<Node, Node> _nodes = [];

    /// <summary>Builds it.</summary>
    /// <param name="capture">The network, built for <see cref="Layers.Purpose.Inference"/>.</param>
    /// <param name="rounding">How it rounds.</param>
    /// <param name="floatLayers">Places of the convolutions that stay as they are.</param>
    public RoundedNetwork(Capture capture, IRounding rounding, IEnumerable<string> floatLayers)
    {
        (_capture, _rounding, _names, _float) = (capture, rounding, ValueNames.Of(capture), [.. floatLayers]);
        _made = new Tensor?[_names.Length];
        _rounded = new Tensor?[_names.Length];
        _readers = new int[_names.Length];
        foreach (var input in capture.Entries.SelectMany(e => e.Inputs)) _readers[input]++;
        foreach (var output in capture.Outputs) _readers[output]++;
        _squeezed = Squeezed();
        for (var i = 0; i < _made.Length; i++) _made[i] = Make(i);
    }

    /// <summary>What it ends with.</summary>
    public Tensor Output => At(_capture.Outputs[0]);

    /// <summary>What became of a tensor of the network; null where it is not part of it, or was drawn into what
    /// follows.</summary>
    public Tensor? Of(Tensor original) =>
        _capture.Find(original) is { } value && !(IsTaken(value) && IsFolded(value)) ? At(value) : null;

    /// <summary>Images that are bytes because their channels are multiplied with a number each and then
    /// convolved.</summary>
    private HashSet<int> Squeezed()
    {
        var found = new HashSet<int>();
        foreach (var layer in Enumerable.Range(0, _names.Length).Where(IsTaken))
        {
            var value = _capture.Entries[layer].Inputs[0];
            var (entry, inputs) = (_capture.Entries[value], _capture.Entries[value].Inputs);
            if (entry.Kind == 0 && SqueezedProduct.Image(entry.Op, Shapes(inputs)) is { } image
                && _rounding.Covers(_names[inputs[image]]))
            {
                found.Add(inputs[image]);
            }
        }

        return found;
    }

    private Shape[] Shapes(IEnumerable<int> values) => [.. values.Select(i => _capture.Tensors[i].Shape)];

    private Tensor At(int value) => _made[value] ?? throw new InvalidOperationException("a value comes too late");

    private Tensor? Make(int value)
    {
        var (entry, whole) = (_capture.Entries[value], _capture.Tensors[value]);
        if (entry.Kind != 0) return whole;
        if (IsTaken(value)) return IsFolded(value) ? At(entry.Inputs[0]) : Layer(value, [], whole.Node);
        if (entry.Op is BatchNormInference && IsTaken(entry.Inputs[0]) && IsFolded(entry.Inputs[0]))
            return Layer(entry.Inputs[0], [.. entry.Inputs.Skip(1).Select(At)], whole.Node);
        var round = entry.Op is Add && whole.Shape.Rank == 4
            && entry.Inputs.All(i => _rounding.Covers(_names[i]) && _capture.Tensors[i].Shape == whole.Shape);
        if (!_nodes.TryGetValue(whole.Node, out var node))
        {
            var inputs = entry.Inputs.Select(i => round || _squeezed.Contains(i) ? Rounded(i) : At(i)).ToArray();
            node = Tensor.Apply(entry.Op, inputs);
            _nodes[whole.Node] = node;
            Node.LabelNew(node.Outputs[0], node.Id - 1, whole.Node.Label, backward: false);
        }

        return node.Outputs[entry.Output];
    }

    private bool IsTaken(int value)
    {
        var entry = _capture.Entries[value];
        return entry.Kind == 0 && (entry.Op is Conv2d || LinearProduct.Is(_capture, value))
            && _rounding.Covers(_names[entry.Inputs[0]])
            && entry.Inputs.Skip(1).All(i => _capture.Entries[i].Kind == 2)
            && !_float.Contains(_capture.Tensors[value].Node.Label ?? "");
    }

    /// <summary>Whether the only reader of a convolution is a batch norm with constant statistics.</summary>
    private bool IsFolded(int value) => _capture.Entries[value].Op is Conv2d && _readers[value] == 1
        && _capture.Entries.Any(e => e.Op is BatchNormInference && e.Inputs[0] == value
            && e.Inputs.Skip(1).All(i => _capture.Entries[i].Kind == 2));

    /// <param name="value">The convolution, or the product of a fully connected layer: its bias is another
    /// op's.</param>
    /// <param name="norm">Scale, shift, mean and variance of the batch norm behind it; empty for none.</param>
    /// <param name="last">The node whose place the result takes.</param>
    private Tensor Layer(int value, Tensor[] norm, Node last)
    {
        var entry = _capture.Entries[value];
        var image = Rounded(entry.Inputs[0]);
        var before = Node.Newest;
        var epsilon = last.Op is BatchNormInference folded ? folded.Epsilon : 0;
        var filters = _rounding.Filters(
            _names[entry.Inputs[0]], [.. entry.Inputs.Skip(1).Select(At)], norm, epsilon);
        var node = Tensor.Apply(entry.Op, [image, .. entry.Op is Conv2d ? filters : filters.Take(1)]);
        Node.LabelNew(node.Outputs[0], before, _capture.Tensors[value].Node.Label, backward: false);
        return node.Outputs[0];
    }

    private Tensor Rounded(int value)
    {
        if (_rounded[value] is { } known) return known;
        var before = Node.Newest;
        var made = _rounding.Value(_names[value], At(value));
        Node.LabelNew(made, before, _capture.Tensors[value].Node.Label, backward: false);
        return _rounded[value] = made;
    }
}
