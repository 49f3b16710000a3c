using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>The mean of two images under the label of the first.</summary>
/// <remarks>Inoue 2018, arXiv:1801.02929, who switches it off for the first and the last epochs and for two of ten in
/// between.</remarks>
public sealed record SamplePairing : PairMixing
{
    /// <inheritdoc/>
    protected override PixelBlend DrawBlend(ImageSize size, Rng rng) => new EvenBlend(0.5f);

    /// <inheritdoc/>
    protected override float LabelShare(PixelBlend blend) => 1;
}
