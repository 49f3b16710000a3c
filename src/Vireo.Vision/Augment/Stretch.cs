using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Scales the picture to a fixed size, whatever its aspect was.</summary>
/// <remarks>As <see cref="Resize"/>, for pipelines with targets.</remarks>
public sealed record Stretch : GeometricAugmentation
{
    /// <summary>Size of the result.</summary>
    public required ImageSize Size { get; init; }

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng) => new(size.Whole, Size);
}
