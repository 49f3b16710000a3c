using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Batch normalisation with given statistics:
/// <c>y = gamma · (x - mean) / √(variance + Epsilon) + beta</c>. Inputs: x <c>[N, C, …]</c>, gamma, beta, mean,
/// variance, each <c>[C]</c>.</summary>
/// <remarks>Ioffe, Szegedy 2015, arXiv:1502.03167.</remarks>
public sealed record BatchNormInference : Op
{
    /// <summary>Keeps the root away from zero.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override string Name => "batch_norm inference";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        Channels.Require(Name, inputs[0],
            [("gamma", inputs[1]), ("beta", inputs[2]), ("mean", inputs[3]), ("variance", inputs[4])]);
        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (data, gamma, beta, mean, variance, output) =
            (x[0].Data, x[1].Data, x[2].Data, x[3].Data, x[4].Data, y[0].Data);
        Channels.Visit(
            x[0].Shape,
            (i, c) => output[i] = gamma[c] * (data[i] - mean[c]) / Math.Sqrt(variance[c] + Epsilon) + beta[c]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var x = node.Inputs[0];
        Tensor Spread(int input) => Channels.Spread(node.Inputs[input], x.Shape);
        var scale = Channels.Spread(node.Inputs[1] * (node.Inputs[4] + Epsilon).Power(-0.5), x.Shape);
        return Gradients.Partial([(x - Spread(3)) * scale + Spread(2)], dy, node.Inputs);
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add("BatchNormalization", x, ("epsilon", Epsilon))];
}

/// <summary>The fluent form of <see cref="Ops.BatchNormInference"/>.</summary>
public static class BatchNormInferenceOp
{
    extension(Tensor x)
    {
        /// <summary>Normalises by given statistics.</summary>
        public Tensor BatchNormInference(
            Tensor gamma, Tensor beta, Tensor mean, Tensor variance, double epsilon = 1e-5) =>
            Tensor.Of(new BatchNormInference { Epsilon = epsilon }, Channels.AsImages(x), gamma, beta, mean, variance)
                .Reshape(x.Shape);
    }
}
