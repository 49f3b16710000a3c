using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Gradient of <see cref="RowNorm"/>. Inputs: x, dy, gamma; outputs: dx, dgamma, dbeta. With x̂ the normalised
/// x, s the reciprocal deviation, <c>g = gamma · dy</c> and means along the normalised axis:
/// <c>dx = s · (g - mean g - x̂ · mean(g · x̂))</c>, without its second term where nothing is centred;
/// <c>dgamma = Σ dy · x̂</c>, <c>dbeta = Σ dy</c>.</summary>
public sealed record RowNormBackward : Op
{
    /// <summary>The normalisation.</summary>
    public required RowNorm Forward { get; init; }

    /// <inheritdoc/>
    public override string Name => $"{Forward.Name} backward";

    /// <inheritdoc/>
    public override LayoutRule Layouts => Forward.Layouts;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0], inputs[2], inputs[2]];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (data, dy, gamma) = (x[0].Data, x[1].Data, x[2].Data);
        var (dx, dgamma, dbeta) = (y[0].Data, y[1].Data, y[2].Data);
        Forward.Visit(x[0].Shape, (start, step, count) =>
        {
            var (mean, scale) = Forward.Moments(data, start, step, count);
            var (plain, weighted) = (0.0, 0.0);
            for (var k = 0; k < count; k++)
            {
                var i = start + k * step;
                var normal = (data[i] - mean) * scale;
                plain += Forward.IsCentred ? gamma[k] * dy[i] / count : 0;
                weighted += gamma[k] * dy[i] * normal / count;
                dgamma[k] += dy[i] * normal;
                dbeta[k] += dy[i];
            }

            for (var k = 0; k < count; k++)
            {
                var i = start + k * step;
                dx[i] = scale * (gamma[k] * dy[i] - plain - (data[i] - mean) * scale * weighted);
            }
        });
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        // Written out in primitive ops, whose gradients are known.
        var (x, d, gamma) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        var axis = Forward.Axis(x.Shape);
        int[] others = [.. Enumerable.Range(0, x.Shape.Rank).Where(a => a != axis)];
        Tensor Mean(Tensor t) => t.Mean([axis], keepAxes: true);
        var centred = Forward.IsCentred ? x - Mean(x) : x;
        var scale = (Mean(centred * centred) + Forward.Epsilon).Power(-0.5);
        var normal = centred * scale;
        var g = d * (Forward.OverChannels ? Channels.Spread(gamma, x.Shape) : gamma);
        var inner = g - normal * Mean(g * normal);
        var dx = scale * (Forward.IsCentred ? inner - Mean(g) : inner);
        Tensor Total(Tensor t) => others.Length == 0 ? t : t.Sum(others);
        return Gradients.Partial([dx, Total(d * normal), Total(d)], dy, node.Inputs);
    }
}
