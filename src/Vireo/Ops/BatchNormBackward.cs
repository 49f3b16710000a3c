using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="BatchNormTraining"/>. Inputs: x, dy, gamma, mean, variance (biased); outputs: dx,
/// dgamma, dbeta. With <c>x̂ = (x - mean) / √(variance + Epsilon)</c> and n elements per channel:
/// <c>dbeta = Σ dy</c>, <c>dgamma = Σ dy · x̂</c>,
/// <c>dx = gamma / √(variance + Epsilon) · (dy - dbeta / n - x̂ · dgamma / n)</c>.</summary>
public sealed record BatchNormBackward : Op
{
    /// <summary>As in the forward pass.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override string Name => "batch_norm backward";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0], inputs[2], inputs[2]];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (data, dy, gamma, mean, variance) = (x[0].Data, x[1].Data, x[2].Data, x[3].Data, x[4].Data);
        var (dx, dgamma, dbeta) = (y[0].Data, y[1].Data, y[2].Data);
        var count = data.Length / Math.Max(gamma.Length, 1);
        double Scale(int c) => 1 / Math.Sqrt(variance[c] + Epsilon);
        Channels.Visit(x[0].Shape, (i, c) =>
        {
            dbeta[c] += dy[i];
            dgamma[c] += dy[i] * (data[i] - mean[c]) * Scale(c);
        });
        Channels.Visit(x[0].Shape, (i, c) =>
        {
            var normal = (data[i] - mean[c]) * Scale(c);
            dx[i] = gamma[c] * Scale(c) * (dy[i] - dbeta[c] / count - normal * dgamma[c] / count);
        });
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        // Written out in primitive ops, whose gradients are known.
        var (x, d, gamma) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        var others = Channels.Others(x.Shape);
        var count = (double)x.Shape.Count / gamma.Shape.Count;
        var scale = Channels.Spread((node.Inputs[4] + Epsilon).Power(-0.5), x.Shape);
        var normal = (x - Channels.Spread(node.Inputs[3], x.Shape)) * scale;
        var dbeta = d.Sum(others);
        var dgamma = (d * normal).Sum(others);
        var inner = d - Channels.Spread(dbeta, x.Shape) / count - normal * Channels.Spread(dgamma, x.Shape) / count;
        var dx = Channels.Spread(gamma, x.Shape) * scale * inner;
        return Gradients.Partial([dx, dgamma, dbeta], dy, node.Inputs);
    }
}
