using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Normalisation of every image by itself, over groups of channels: <c>y = gamma · (x - mean) / √(variance +
/// Epsilon) + beta</c>. Inputs: x <c>[N, C, H, W]</c>, gamma <c>[C]</c>, beta <c>[C]</c>; outputs: y, mean
/// <c>[N, Groups]</c> and the biased variance <c>[N, Groups]</c>. As many groups as channels is instance
/// norm.</summary>
/// <remarks>Wu, He 2018, arXiv:1803.08494; Ulyanov, Vedaldi, Lempitsky 2016, arXiv:1607.08022.</remarks>
public sealed record GroupNorm2d : Op
{
    // Of so few elements dx is a small difference of large terms, as in batch norm.
    private const int FewElements = 16;

    /// <summary>Number of groups, a divisor of C.</summary>
    public required int Groups { get; init; }

    /// <summary>Keeps the root away from zero.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override string Name => "group_norm";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var x = inputs[0];
        Channels.Require(Name, x, [("gamma", inputs[1]), ("beta", inputs[2])]);
        if (x.Shape.Rank != 4 || Groups < 1 || x.Shape[1] % Groups != 0)
        {
            throw new ShapeException(Name, $"{x.Shape[1]} channels cannot be cut into {Groups} groups.",
                [("x", x, "N, C, H, W")], "Choose a divisor of the number of channels.");
        }

        var statistics = new TensorSpec([x.Shape[0], Groups], x.DType);
        return [x, statistics, statistics];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (data, gamma, beta) = (x[0].Data, x[1].Data, x[2].Data);
        var (output, mean, variance) = (y[0].Data, y[1].Data, y[2].Data);
        var size = data.Length / Math.Max(1, mean.Length);
        var plane = x[0].Shape[2] * x[0].Shape[3];
        for (var i = 0; i < data.Length; i++) mean[i / size] += data[i] / size;
        for (var i = 0; i < data.Length; i++) variance[i / size] += Math.Pow(data[i] - mean[i / size], 2) / size;
        for (var i = 0; i < data.Length; i++)
        {
            var (g, c) = (i / size, i / plane % gamma.Length);
            output[i] = gamma[c] * (data[i] - mean[g]) / Math.Sqrt(variance[g] + Epsilon) + beta[c];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var (x, gamma) = (node.Inputs[0], node.Inputs[1]);
        Tensor? dx = null, dgamma = null, dbeta = null;
        var size = Size(x.Shape);
        if (dy[0] is { } d)
        {
            var back = x.DType == DType.F32 && size <= FewElements ? InDouble(node, d) : Tensor.Apply(
                new GroupNorm2dBackward { Forward = this }, x, d, gamma, node.Outputs[1], node.Outputs[2]).Outputs;
            (dx, dgamma, dbeta) = (back[0].Cast(x.DType), back[1].Cast(x.DType), back[2].Cast(x.DType));
        }

        // As in batch norm: dmean spreads evenly, dvariance by 2 (x - mean) / n.
        if (dy[1] is { } dm) dx = Sum(dx, (Spread(dm, x.Shape) / size).Expand(x.Shape));
        if (dy[2] is { } dv)
        {
            dx = Sum(dx, Spread(dv, x.Shape) * (x - Spread(node.Outputs[1], x.Shape)) * (2.0 / size));
        }

        return [dx, dgamma, dbeta];
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var (s, type) = (node.Inputs[0].Shape, node.Inputs[0].DType);
        var groups = graph.Add("Reshape", [x[0], graph.Integers(s[0], Groups, Size(s))]);
        var mean = graph.Reduce("ReduceMean", groups, 2);
        var centred = graph.Add("Sub", [groups, mean]);
        var variance = graph.Reduce("ReduceMean", graph.Add("Mul", [centred, centred]), 2);
        string Statistic(string name) => graph.Add("Reshape", [name, graph.Integers(s[0], Groups)]);
        return [Normal(graph, s, type, groups, x), Statistic(mean), Statistic(variance)];
    }

    /// <summary>Elements of one group.</summary>
    internal int Size(Shape x) => x[1] / Groups * x[2] * x[3];

    /// <summary>One number per image and group as images that broadcast to a shape.</summary>
    internal Tensor Spread(Tensor statistic, Shape x) => statistic.Reshape([x[0], Groups, 1])
        .Expand([x[0], Groups, x[1] / Groups]).Reshape([x[0], x[1], 1, 1]);

    private string Normal(OnnxGraph graph, Shape s, DType type, string groups, string[] x)
    {
        if (Groups == s[1]) return graph.Add("InstanceNormalization", x, ("epsilon", Epsilon));
        string Full(double value) =>
            graph.Constant(new([Groups], type), [.. Enumerable.Repeat(value, Groups)]);
        var normal = graph.Add("InstanceNormalization", [groups, Full(1), Full(0)], ("epsilon", Epsilon));
        string Vector(string name) => graph.Add("Reshape", [name, graph.Integers(s[1], 1, 1)]);
        var images = graph.Add("Reshape", [normal, graph.Integers(s[0], s[1], s[2], s[3])]);
        return graph.Add("Add", [graph.Add("Mul", [images, Vector(x[1])]), Vector(x[2])]);
    }

    /// <summary>The gradient in double precision, from statistics that were not rounded to single either.</summary>
    private Tensor[] InDouble(Node node, Tensor dy)
    {
        var inputs = node.Inputs.Select(i => i.Cast(DType.F64)).ToArray();
        var forward = Tensor.Apply(this, inputs).Outputs;
        return Tensor.Apply(
            new GroupNorm2dBackward { Forward = this }, inputs[0], dy.Cast(DType.F64), inputs[1], forward[1],
            forward[2]).Outputs;
    }

    private static Tensor Sum(Tensor? a, Tensor b) => a is null ? b : a + b;
}

/// <summary>The fluent forms of <see cref="Ops.GroupNorm2d"/>.</summary>
public static class GroupNorm2dOp
{
    extension(Tensor x)
    {
        /// <summary>Normalises every sample of <c>[N, C, …]</c> over groups of channels; see
        /// <see cref="Ops.GroupNorm2d"/>.</summary>
        /// <param name="groups">Number of groups, a divisor of C.</param>
        /// <param name="gamma">Factor of each channel; ones when left out.</param>
        /// <param name="beta">What is added to each channel; zeros when left out.</param>
        /// <param name="epsilon">Added to the variance.</param>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor GroupNorm(int groups, Tensor? gamma = null, Tensor? beta = null, double epsilon = 1e-5)
        {
            var s = x.Shape;
            if (s.Rank < 2)
            {
                throw new ShapeException("group_norm", "there are no channels.", [("x", x.Spec, "N, C, …")],
                    "Pass at least two axes.");
            }

            var images = s.Rank == 2 ? x.Reshape([s[0], s[1], 1, 1]) : Channels.AsImages(x);
            var ones = gamma ?? Tensor.Full(1, [s[1]], x.DType);
            var zeros = beta ?? Tensor.Full(0, [s[1]], x.DType);
            return Tensor.Of(new GroupNorm2d { Groups = groups, Epsilon = epsilon }, images, ones, zeros).Reshape(s);
        }

        /// <summary>Normalises every channel of every sample by itself: <c>[N, C, …]</c>.</summary>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor InstanceNorm(Tensor? gamma = null, Tensor? beta = null, double epsilon = 1e-5) =>
            x.GroupNorm(x.Shape.Rank < 2 ? 1 : Math.Max(1, x.Shape[1]), gamma, beta, epsilon);
    }
}
