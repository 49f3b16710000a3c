using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Resamples to a fixed size; see <see cref="Resize2dOp"/>.</summary>
/// <param name="size">Extents of the axes after the channels.</param>
/// <param name="kind">How.</param>
/// <param name="alignCorners">Whether first and last pixels coincide.</param>
/// <param name="antialias">Whether all pixels count when the image shrinks.</param>
public sealed class Resize(
    IntList size, Interpolation kind = Interpolation.Linear, bool alignCorners = false, bool antialias = false) : Module
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => x.Resize(size.Items, kind, alignCorners, antialias);
}
