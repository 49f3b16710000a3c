using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Puts a border around the picture.</summary>
public sealed record Pad : GeometricAugmentation
{
    /// <summary>The border.</summary>
    public required Padding Padding { get; init; }

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng)
    {
        var result = new ImageSize(
            size.Width + Padding.Left + Padding.Right, size.Height + Padding.Top + Padding.Bottom);
        return new(result.Whole, result) { Surround = Padding };
    }
}
