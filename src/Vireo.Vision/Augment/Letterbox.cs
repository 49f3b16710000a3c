using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Scales the picture to fit into a fixed size, keeps its aspect, and fills what is left with a
/// colour.</summary>
public sealed record Letterbox : GeometricAugmentation
{
    /// <summary>Size of the result.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>The colour around the picture.</summary>
    public Rgb Fill { get; init; } = new(114, 114, 114);

    /// <summary>Whether pictures that are smaller than the result are enlarged.</summary>
    public bool Enlarge { get; init; } = true;

    /// <summary>Whether the picture lies at a drawn place, not in the middle.</summary>
    public bool AnyPlace { get; init; }

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng)
    {
        var scale = Math.Min((double)Size.Width / size.Width, (double)Size.Height / size.Height);
        if (!Enlarge)
            scale = Math.Min(scale, 1);
        var inner = new ImageSize(
            Math.Clamp((int)Math.Round(size.Width * scale), 1, Size.Width),
            Math.Clamp((int)Math.Round(size.Height * scale), 1, Size.Height));
        var (wide, high) = (Size.Width - inner.Width, Size.Height - inner.Height);
        var (left, top) = AnyPlace ? (rng.Below(wide + 1), rng.Below(high + 1)) : (wide / 2, high / 2);
        return new(size.Whole, inner)
        {
            Frame = new() { Left = left, Top = top, Right = wide - left, Bottom = high - top, Colour = Fill },
        };
    }
}
