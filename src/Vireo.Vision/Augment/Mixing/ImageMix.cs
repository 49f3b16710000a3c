namespace Vireo.Vision.Augment.Mixing;

/// <summary>What becomes of one image of a batch.</summary>
/// <param name="Partner">Place of the other image in the batch; the image's own where it stays as it is.</param>
/// <param name="LabelShare">How much of the label is the image's own, 0 to 1; the rest is the partner's.</param>
/// <param name="Blend">How the pixels are mixed.</param>
public sealed record ImageMix(int Partner, float LabelShare, PixelBlend Blend);
