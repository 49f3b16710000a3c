using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>The middle of the picture; padded with black where it is too small.</summary>
public sealed record CentreCrop(ImageSize Size) : Preprocess
{
    /// <inheritdoc/>
    public override Image Apply(Image image) => image.CentreCrop(Size.Width, Size.Height);
}
