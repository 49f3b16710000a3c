using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="GroupNorm2d"/>. Inputs: x, dy, gamma, mean, variance (biased); outputs: dx, dgamma,
/// dbeta. With x̂ the normalised x, <c>g = gamma · dy</c> and means over a group:
/// <c>dx = (g - mean g - x̂ · mean(g · x̂)) / √(variance + Epsilon)</c>.</summary>
public sealed record GroupNorm2dBackward : Op
{
    /// <summary>The normalisation.</summary>
    public required GroupNorm2d Forward { get; init; }

    /// <inheritdoc/>
    public override string Name => "group_norm backward";

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Images;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0], inputs[2], inputs[2]];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (data, dy, gamma, mean, variance) = (x[0].Data, x[1].Data, x[2].Data, x[3].Data, x[4].Data);
        var (dx, dgamma, dbeta) = (y[0].Data, y[1].Data, y[2].Data);
        var (size, plane) = (Forward.Size(x[0].Shape), x[0].Shape[2] * x[0].Shape[3]);
        var (plain, weighted) = (new double[mean.Length], new double[mean.Length]);
        double Scale(int g) => 1 / Math.Sqrt(variance[g] + Forward.Epsilon);
        for (var i = 0; i < data.Length; i++)
        {
            var (g, c) = (i / size, i / plane % gamma.Length);
            var normal = (data[i] - mean[g]) * Scale(g);
            plain[g] += gamma[c] * dy[i] / size;
            weighted[g] += gamma[c] * dy[i] * normal / size;
            dgamma[c] += dy[i] * normal;
            dbeta[c] += dy[i];
        }

        for (var i = 0; i < data.Length; i++)
        {
            var (g, c) = (i / size, i / plane % gamma.Length);
            var normal = (data[i] - mean[g]) * Scale(g);
            dx[i] = Scale(g) * (gamma[c] * dy[i] - plain[g] - normal * weighted[g]);
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        // Written out in primitive ops, whose gradients are known.
        var (x, d, gamma) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        var s = x.Shape;
        var scale = Forward.Spread((node.Inputs[4] + Forward.Epsilon).Power(-0.5), s);
        var normal = (x - Forward.Spread(node.Inputs[3], s)) * scale;
        Tensor Mean(Tensor t) => Forward.Spread(
            t.Sum([2, 3]).Reshape([s[0], Forward.Groups, s[1] / Forward.Groups]).Sum([2]) / Forward.Size(s), s);
        var g = d * Channels.Spread(gamma, s);
        var dx = scale * (g - Mean(g) - normal * Mean(g * normal));
        return Gradients.Partial([dx, (d * normal).Sum([0, 2, 3]), d.Sum([0, 2, 3])], dy, node.Inputs);
    }
}
