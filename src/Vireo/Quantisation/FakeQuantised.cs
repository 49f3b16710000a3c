using Vireo.Graph;
using Vireo.Layers;
using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Quantisation;

/// <summary>A network that learns to be computed in eight bits: in single precision, with rounding wherever a plan of
/// <see cref="Precision.Int8"/> rounds, through which gradients pass. It reads any network without a change to it: its
/// graph is built for <see cref="Purpose.Inference"/> and built again from that, so norms keep their running
/// statistics, are drawn into the filters before these are rounded, and nothing is dropped. Beside the network's own
/// parameters the width of every range learns: <c>quant.VALUE</c>, its natural logarithm; see
/// <see cref="ActivationRange"/> for the names.</summary>
/// <remarks>Filters are scaled by their greatest number per output channel, as plans do. Static folding of batch norm:
/// Nagel et al. 2021, arXiv:2106.08295, section 4.2; logarithms of thresholds: Jain et al. 2019, arXiv:1903.08066.
/// Their gradient is scaled so that to first order SGD moves steps as LSQ does, <c>g = 1 / √(n · 255)</c> (or 127) with
/// n the elements of a sample, and limits as PACT does.</remarks>
/// <example><code>
/// var network = new FakeQuantised(model, images.Shape);
/// network.Begin(calibrator.Finish());
/// // ... train network as any other module, then:
/// var step = Engine.Compile([images], [y], precision: Precision.Int8(network.Table));
/// </code></example>
public sealed class FakeQuantised : Module
{
    private const string Prefix = "quant.";
    private readonly Module _network;
    private readonly RangeLearning _learning;
    private readonly Dictionary<string, LearnedRange> _ranges = [];

    /// <summary>Finds the values that are rounded, the same as a <see cref="Calibrator"/> observes.</summary>
    /// <param name="network">What learns: a whole network, no part of another.</param>
    /// <param name="images">Shape of a batch, <c>[N, C, H, W]</c>; others may come later.</param>
    /// <param name="learning">What the ranges learn by.</param>
    public FakeQuantised(Module network, Shape images, RangeLearning learning = RangeLearning.LearnedStep)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_network, _learning) = (Own("", network), learning);
        var (capture, _) = Captured(Tensor.Placeholder(images, title: "images"));
        var (names, hasNoSign) = (ValueNames.Of(capture), NonNegative.Of(capture));
        foreach (var i in Calibrator.Observed(capture))
        {
            _ranges[names[i]] = new(
                Parameter(Prefix + names[i], [], new Constant(0)), hasNoSign[i] ? DType.U8 : DType.I8);
        }
    }

    private readonly record struct LearnedRange(Variable Logarithm, DType Type);

    /// <summary>The ranges as they are now: what makes a plan compute as this network does.</summary>
    public QuantisationTable Table
    {
        get
        {
            var limits = Engine.Evaluate([.. _ranges.Values.Select(r => r.Logarithm.Value.Exp())]);
            return new()
            {
                Ranges =
                [
                    .. _ranges.Zip(limits, (range, limit) => (range.Key, range.Value.Type, (float)limit.ToScalar()))
                        .Select(r => new ActivationRange(r.Key, r.Type == DType.I8 ? -r.Item3 : 0, r.Item3)),
                ],
            };
        }
    }

    /// <summary>Begins with ranges that were found otherwise; one that was always zero gets the width 1.</summary>
    /// <param name="table">A range for each of the values.</param>
    /// <exception cref="ArgumentException">One is missing.</exception>
    public void Begin(QuantisationTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var given = table.Ranges.ToDictionary(r => r.Value);
        foreach (var (name, range) in _ranges)
        {
            if (!given.TryGetValue(name, out var found))
                throw new ArgumentException($"the table has no range of {name}", nameof(table));
            var limit = Math.Max(-found.Low, found.High);
            range.Logarithm.Set([limit > 0 ? Math.Log(limit) : 0]);
        }
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass)
    {
        var (capture, inner) = Captured(x);
        var rounded = new RoundedNetwork(capture, new Learned(this, pass.IsTraining), []);
        pass.Adopt(inner, rounded.Of);
        return rounded.Output;
    }

    private (Capture Capture, Pass Pass) Captured(Tensor x)
    {
        var pass = Pass.Inference();
        return (new([x], [_network.Call(x, pass)], [], null), pass);
    }

    /// <summary>Rounding by variables, for gradients to pass.</summary>
    private sealed class Learned(FakeQuantised owner, bool isTraining) : IRounding
    {
        public bool Covers(string value) => owner._ranges.ContainsKey(value);

        public Tensor Value(string name, Tensor x)
        {
            var (logarithm, type) = owner._ranges[name];
            var step = Step(logarithm.Value, type, x.Shape.Count / Math.Max(1, x.Shape[0]));
            return x.FakeQuantise(step, type, owner._learning);
        }

        public IEnumerable<Tensor> Filters(
            string image, IReadOnlyList<Tensor> own, IReadOnlyList<Tensor> norm, double epsilon)
        {
            var (weight, bias) = (own[0], own.Count > 1 ? own[1] : null);
            if (norm.Count > 0)
            {
                var scale = norm[0] / (norm[3] + epsilon).Sqrt();
                weight *= scale.Reshape([-1, 1, 1, 1]);
                bias = norm[1] + (bias is null ? -norm[2] : bias - norm[2]) * scale;
            }

            var greatest = weight.Abs().ReduceMax([.. Enumerable.Range(1, weight.Shape.Rank - 1)], keepAxes: true);
            var step = (greatest > 0).Where(greatest / ByteScale.Steps, Tensor.Scalar(1, weight.DType));
            // The greatest is never cut off, whichever way its quotient was rounded.
            var rounded = weight.FakeQuantise(step, DType.I8).Detach() + (weight - weight.Detach());
            return bias is null ? [rounded] : [rounded, bias];
        }

        private Tensor Step(Tensor logarithm, DType type, long elements)
        {
            var greatest = ByteScale.Greatest(type);
            var step = logarithm.Exp() / greatest;
            if (!isTraining) return step;
            var share = owner._learning == RangeLearning.LearnedStep
                ? 1 / Math.Sqrt(elements * (double)greatest) : 1 / ((double)greatest * greatest);
            // The number is the step to the bit; only its derivative is another.
            var own = step.Detach();
            return own * (1.0 + (logarithm - logarithm.Detach()) * (share / (own * own)));
        }
    }
}
