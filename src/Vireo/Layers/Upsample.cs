using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Resamples by a factor; see <see cref="Resize2dOp"/>.</summary>
/// <param name="scale">Output over input, along every axis after the channels.</param>
/// <param name="kind">How.</param>
/// <param name="alignCorners">Whether first and last pixels coincide.</param>
public sealed class Upsample(
    double scale, Interpolation kind = Interpolation.Nearest, bool alignCorners = false) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.ResizeBy([scale], kind, alignCorners);
}
