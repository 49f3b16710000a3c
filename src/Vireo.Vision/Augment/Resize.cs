using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Scales to a fixed size, whatever the aspect was.</summary>
public sealed record Resize(ImageSize Size) : Preprocess
{
    /// <summary>How pixels are weighed.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>Whether the filter widens when shrinking.</summary>
    public bool AntiAlias { get; init; } = true;

    /// <inheritdoc/>
    public override Image Apply(Image image) => image.Resize(Size.Width, Size.Height, Interpolation, AntiAlias);
}
