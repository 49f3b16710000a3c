using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Draws factors for brightness, contrast, saturation and a shift of hue, and applies them in a drawn
/// order.</summary>
/// <remarks>Formulas as in torchvision (see <see cref="ImageColour"/>). A range that holds only the neutral value (1,
/// or 0 for hue) is skipped; the numbers are drawn all the same, so the others do not depend on it.</remarks>
public sealed record ColorJitter : PixelAugmentation
{
    /// <summary>Factor for all channels.</summary>
    public Interval Brightness { get; init; } = new(1, 1);

    /// <summary>Factor for the distance from the picture's mean grey.</summary>
    public Interval Contrast { get; init; } = new(1, 1);

    /// <summary>Factor for the distance from the pixel's own grey.</summary>
    public Interval Saturation { get; init; } = new(1, 1);

    /// <summary>Shift of hue in turns, within −0.5 to 0.5.</summary>
    public Interval HueTurns { get; init; } = new(0, 0);

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        Span<int> order = [0, 1, 2, 3];
        rng.Shuffle(order);
        var (brightness, contrast) = (Brightness.Draw(rng), Contrast.Draw(rng));
        var (saturation, hue) = (Saturation.Draw(rng), HueTurns.Draw(rng));
        var (pixels, channels) = (image.Pixels.ToArray(), image.Channels);
        foreach (var step in order)
        {
            if (step == 0) ImageColour.Brightness(pixels, channels, brightness);
            else if (step == 1) ImageColour.Contrast(pixels, channels, contrast);
            else if (step == 2) ImageColour.Saturation(pixels, channels, saturation);
            else ImageColour.Hue(pixels, channels, hue);
        }

        return new(image.Width, image.Height, channels, pixels);
    }
}
