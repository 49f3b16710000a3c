using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Graph.Passes;

/// <summary>Turns a prediction for a batch into the same prediction for a few images, to be run part by part: every
/// thread takes a part at a time and goes through the whole network with it. Nobody waits at a barrier after each
/// kernel, a thread that is held up leaves the remaining parts to the others, and what lies between two kernels stays
/// in the cache.</summary>
/// <remarks>Only where images do not meet: one placeholder axis goes through to every result. CPU time of a whole batch
/// on two threads of a Zen 5 with oneDNN 2.6.3, ms, for parts of all, 1, 2, 4, 8 images: ResNet-50 at 224, batch 16:
/// 711, 661, 696, 687; ResNet-18 at 96, batch 32: 141, 154, 146, 137, 134; MobileNetV3-small at 224, batch 16: 28, 23,
/// 21, 19, 18. On a busy machine the time of the clock gains more, as nobody waits: MobileNetV3-small 154, 51, 45, 43,
/// 44. In eight bits, batch 16 at 224, least of many runs on one thread, for parts of all, 1, 2, 4, 8 images: ResNet-50
/// 205, 184, 178, 173, 184; ResNet-18 for parts of 1, 4, 8: 74, 70, 70.</remarks>
internal sealed class SplitBatch
{
    /// <summary>Multiply-adds that a part has at least: below, starting kernels would cost more than it brings. This is
    /// about a millisecond of one thread.</summary>
    public const long PartMacs = 100_000_000;

    /// <summary>Multiply-adds that a part has at least for every byte of weights: every part reads them all.</summary>
    private const long MacsPerByte = 20;

    /// <summary>The same of eight bits, by bytes of single precision: products gain more by them than reading
    /// does.</summary>
    private const long MacsPerByteOfInt8 = 120;

    private readonly Capture _capture;
    private readonly int _batch;
    private readonly int _part;
    private readonly Tensor?[] _tensors;
    private readonly bool[] _split;
    private readonly Dictionary<Node, Node> _nodes = [];

    private SplitBatch(Capture capture, int batch, int part)
    {
        (_capture, _batch, _part) = (capture, batch, part);
        _tensors = new Tensor?[capture.Entries.Count];
        _split = new bool[capture.Entries.Count];
    }

    /// <summary>The capture for one part, and how many parts the batch has; null to leave it whole.</summary>
    /// <param name="capture">What is computed for the whole batch.</param>
    /// <param name="partMacs">Multiply-adds that a part should have at least.</param>
    public static (Capture Part, int Parts)? Run(Capture capture, long partMacs)
    {
        if (!capture.Repeats || capture.Guard >= 0 || capture.Updates.Count > 0) return null;
        if (capture.Placeholders == 0 || capture.Tensors[0].Shape is not { Rank: > 0 } first) return null;
        var weights = capture.Variables.Sum(v => v.Spec.Shape.Count * v.Spec.DType.Size);
        var (macs, least) = (Macs(capture) / first[0], Math.Max(partMacs, MacsPerByte * weights));
        var wanted = capture.Precision.Quantisation is null ? least : Math.Max(least, MacsPerByteOfInt8 * weights);
        if ((PartOf(first[0], macs, wanted) ?? PartOf(first[0], macs, least)) is not { } part) return null;
        return new SplitBatch(capture, first[0], part).Rebuild() is { } rebuilt ? (rebuilt, first[0] / part) : null;
    }

    /// <summary>Images of a part: as few as make enough work, in a number of parts that leaves threads idle for less
    /// than an eighth of the time.</summary>
    private static int? PartOf(int batch, long imageMacs, long partMacs)
    {
        var threads = OneDnn.IsDeterministic ? 1 : Workers.Count;
        for (var part = 1; part <= batch / 2; part++)
        {
            if (batch % part != 0 || part * imageMacs < partMacs) continue;
            var (parts, rounds) = (batch / part, (batch / part + threads - 1) / threads);
            if (8 * rounds * threads <= 9 * parts) return part;
        }

        return null;
    }

    private static long Macs(Capture capture)
    {
        var macs = 0L;
        foreach (var tensor in capture.Tensors)
        {
            if (tensor is { Index: 0, Data: null, Node: { Op: not Source } node })
            {
                macs += node.Op.Macs([.. node.Inputs.Select(i => i.Spec)], [.. node.Outputs.Select(o => o.Spec)]);
            }
        }

        return macs;
    }

    private Capture? Rebuild()
    {
        for (var i = 0; i < _tensors.Length; i++)
        {
            _split[i] = IsSplit(i);
            _tensors[i] = _split[i] ? Part(i) : _capture.Tensors[i];
            if (_tensors[i] is null) return null;
        }

        if (_capture.Outputs.Any(o => !_split[o])) return null;
        var placeholders = Enumerable.Range(0, _capture.Placeholders).Select(At).ToList();
        var outputs = _capture.Outputs.Select(At).ToList();
        var capture = new Capture(placeholders, outputs, [], null, repeats: true, _capture.Precision);
        // Runs give data and variables by their numbers in the whole capture.
        var isSame = capture.Variables.SequenceEqual(_capture.Variables)
            && capture.Feeds.Skip(capture.Placeholders).SequenceEqual(_capture.Feeds.Skip(_capture.Placeholders));
        return isSame ? capture : null;
    }

    private Tensor At(int value) => _tensors[value] ?? throw new InvalidOperationException("a value comes too late");

    /// <summary>Whether the first axis of a value is the batch.</summary>
    private bool IsSplit(int value)
    {
        var entry = _capture.Entries[value];
        return entry.Kind == 1 ? entry.Ordinal < _capture.Placeholders : entry.Inputs.Any(i => _split[i]);
    }

    /// <summary>A value for a part of the batch; null when the images of the batch meet in it.</summary>
    private Tensor? Part(int value)
    {
        var (entry, whole) = (_capture.Entries[value], _capture.Tensors[value]);
        if (whole.Shape.Rank == 0 || whole.Shape[0] != _batch) return null;
        var spec = new TensorSpec(whole.Shape.With(0, _part), whole.DType);
        if (entry.Kind == 1) return Tensor.Placeholder(spec.Shape, spec.DType);
        if (!_nodes.TryGetValue(whole.Node, out var node))
        {
            if (PartOp(entry, whole.Shape) is not { } op) return null;
            node = Tensor.Apply(op, [.. entry.Inputs.Select(At)]);
            Node.LabelNew(node.Outputs[0], node.Id - 1, whole.Node.Label, backward: false);
            _nodes.Add(whole.Node, node);
        }

        return node.Outputs[entry.Output].Spec == spec ? node.Outputs[entry.Output] : null;
    }

    /// <summary>The op that computes a part, when it treats the images of a batch one by one.</summary>
    private Op? PartOp(Capture.Entry entry, Shape whole)
    {
        var first = entry.Inputs[0];
        var rank = _capture.Tensors[first].Shape.Rank;
        var isOnlyFirst = _split[first] && !entry.Inputs.Skip(1).Any(i => _split[i]);
        return entry.Op switch
        {
            Conv2d or BatchNormInference or Pool2dOp or AdaptiveAveragePool2d or GroupNorm2d or Separable2dOp
                when isOnlyFirst => entry.Op,
            MatMul { TransposeA: false } when isOnlyFirst => entry.Op,
            MatMul when rank > 2 && entry.Inputs.All(i => _split[i] && _capture.Tensors[i].Shape.Rank == rank) =>
                entry.Op,
            Softmax or LogSoftmax or RowNorm when isOnlyFirst && rank > 1 => entry.Op,
            Reshape => new Reshape { Shape = whole.With(0, _part) },
            Transpose { Order: var order } when order[0] == 0 => entry.Op,
            Concat { Axis: not 0 } when entry.Inputs.All(i => _split[i]) => entry.Op,
            ReduceOp { Axes: var axes } when !axes.Contains(0) => entry.Op,
            Expand => null,
            ElementwiseOp when entry.Inputs.All(i => Fits(i, whole)) => entry.Op,
            _ => null,
        };
    }

    /// <summary>Whether an operand of an elementwise op has the batch as its first axis, or is the same for all
    /// images.</summary>
    private bool Fits(int value, Shape whole)
    {
        var shape = _capture.Tensors[value].Shape;
        return _split[value] ? shape.Rank == whole.Rank : shape.Rank < whole.Rank || shape[0] == 1;
    }
}
