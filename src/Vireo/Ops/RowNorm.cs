using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Normalisation of every position by itself, along the last axis or along the channels of images:
/// <c>y = gamma · (x - mean) / √(variance + Epsilon) + beta</c>; without centring, <c>y = gamma · x / √(mean of x² +
/// Epsilon) + beta</c>. Inputs: x <c>[…, K]</c> or <c>[N, K, H, W]</c>, gamma <c>[K]</c>, beta <c>[K]</c>.</summary>
/// <remarks>Ba, Kiros, Hinton 2016, arXiv:1607.06450; Zhang, Sennrich 2019, "Root mean square layer normalization",
/// arXiv:1910.07467.</remarks>
public sealed record RowNorm : Op
{
    /// <summary>Keeps the root away from zero.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether it is the channels of images <c>[N, K, H, W]</c> that are normalised instead of the last
    /// axis.</summary>
    public bool OverChannels { get; init; }

    /// <summary>Whether the mean is taken away first: layer norm; otherwise root-mean-square norm.</summary>
    public bool IsCentred { get; init; } = true;

    /// <inheritdoc/>
    public override string Name => IsCentred ? "layer_norm" : "rms_norm";

    /// <inheritdoc/>
    public override LayoutRule Layouts => OverChannels ? LayoutRule.Images : LayoutRule.RowMajor;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, gamma, beta) = (inputs[0], inputs[1], inputs[2]);
        var hasAxes = OverChannels ? x.Shape.Rank == 4 : x.Shape.Rank > 0;
        var vector = hasAxes ? new TensorSpec([x.Shape[Axis(x.Shape)]], x.DType) : gamma;
        if (hasAxes && gamma == vector && beta == vector) return [x];
        var axes = OverChannels ? "N, C, H, W" : "…, K";
        throw new ShapeException(Name, "the operands do not fit.",
            [("x", x, axes), ("gamma", gamma, OverChannels ? "C" : "K"), ("beta", beta, OverChannels ? "C" : "K")],
            $"gamma and beta need {(hasAxes ? vector : "one number for each element of the last axis")}; "
                + "channels-first images are normalised over their channels with LayerNormOverChannels.");
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (data, gamma, beta, output) = (x[0].Data, x[1].Data, x[2].Data, y[0].Data);
        Visit(x[0].Shape, (start, step, count) =>
        {
            var (mean, scale) = Moments(data, start, step, count);
            for (var k = 0; k < count; k++)
            {
                output[start + k * step] = gamma[k] * (data[start + k * step] - mean) * scale + beta[k];
            }
        });
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null, null, null];
        var back = Tensor.Apply(new RowNormBackward { Forward = this }, node.Inputs[0], d, node.Inputs[1]).Outputs;
        return [back[0], back[1], back[2]];
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var type = node.Inputs[0].DType;
        long[] channelsLast = [0, 2, 3, 1], channelsFirst = [0, 3, 1, 2];
        var input = OverChannels ? graph.Add("Transpose", x[0], ("perm", channelsLast)) : x[0];
        string y;
        if (IsCentred && graph.Opset >= 17)
        {
            y = graph.Add("LayerNormalization", [input, x[1], x[2]], ("axis", -1L), ("epsilon", Epsilon));
        }
        else
        {
            var centred = IsCentred ? graph.Add("Sub", [input, graph.Reduce("ReduceMean", input, -1)]) : input;
            var square = graph.Reduce("ReduceMean", graph.Add("Mul", [centred, centred]), -1);
            var root = graph.Add("Sqrt", graph.Add("Add", [square, graph.Scalar(Epsilon, type)]));
            y = graph.Add("Add", [graph.Add("Mul", [graph.Add("Div", [centred, root]), x[1]]), x[2]]);
        }

        return [OverChannels ? graph.Add("Transpose", y, ("perm", channelsFirst)) : y];
    }

    /// <summary>The axis that is normalised.</summary>
    internal int Axis(Shape shape) => OverChannels ? 1 : shape.Rank - 1;

    /// <summary>Mean (zero without centring) and reciprocal deviation of one position.</summary>
    internal (double Mean, double Scale) Moments(double[] x, int start, int step, int count)
    {
        var (mean, square) = (0.0, 0.0);
        for (var k = 0; IsCentred && k < count; k++) mean += x[start + k * step] / count;
        for (var k = 0; k < count; k++) square += Math.Pow(x[start + k * step] - mean, 2) / count;
        return (mean, 1 / Math.Sqrt(square + Epsilon));
    }

    /// <summary>Calls <paramref name="visit"/> with the first place, the step and the count of every
    /// position.</summary>
    internal void Visit(Shape shape, Action<int, int, int> visit)
    {
        var (count, step) = (shape[Axis(shape)], OverChannels ? shape[2] * shape[3] : 1);
        if (shape.Count == 0) return;
        for (var i = 0; i < shape.Count / count; i++) visit(i / step * step * count + i % step, step, count);
    }
}

/// <summary>The fluent forms of <see cref="Ops.RowNorm"/>.</summary>
public static class RowNormOp
{
    extension(Tensor x)
    {
        /// <summary>Normalises along the last axes; see <see cref="Ops.RowNorm"/>.</summary>
        /// <param name="gamma">Factors, of the extents of these axes; ones when left out.</param>
        /// <param name="beta">What is added; zeros when left out.</param>
        /// <param name="axes">Number of axes that are normalised together.</param>
        /// <param name="epsilon">Added to the variance.</param>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor LayerNorm(Tensor? gamma = null, Tensor? beta = null, int axes = 1, double epsilon = 1e-5) =>
            Apply(x, new() { Epsilon = epsilon }, gamma, beta, axes);

        /// <summary>Normalises every pixel of images <c>[N, C, H, W]</c> along its channels.</summary>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor LayerNormOverChannels(Tensor? gamma = null, Tensor? beta = null, double epsilon = 1e-6) =>
            Apply(x, new() { Epsilon = epsilon, OverChannels = true }, gamma, beta, 1);

        /// <summary>Divides by the root of the mean square along the last axes.</summary>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor RmsNorm(Tensor? gamma = null, int axes = 1, double epsilon = 1e-6) =>
            Apply(x, new() { Epsilon = epsilon, IsCentred = false }, gamma, null, axes);
    }

    private static Tensor Apply(Tensor x, RowNorm op, Tensor? gamma, Tensor? beta, int axes)
    {
        var s = x.Shape;
        if (axes < 1 || axes > s.Rank)
        {
            throw new ShapeException(op.Name, $"there are no {axes} last axes.", [("x", x.Spec, "…, K")],
                $"Choose from 1 to {s.Rank}.");
        }

        var count = 1;
        var normalised = op.OverChannels ? [s[1]] : s.Extents[^axes..];
        foreach (var extent in normalised) count *= extent;
        Tensor Vector(Tensor? given, double otherwise) =>
            given is null ? Tensor.Full(otherwise, [count], x.DType)
            : given.Shape.Count == count ? given.Reshape([count])
            : given;
        var rows = op.OverChannels || axes == 1 ? x : x.Reshape([.. s.Extents[..^axes], count]);
        return Tensor.Of(op, rows, Vector(gamma, 1), Vector(beta, 0)).Reshape(s);
    }
}
