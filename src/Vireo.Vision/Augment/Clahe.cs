using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Colour;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Augment;

/// <summary>Equalises locally with limited contrast; of colours the lightness alone.</summary>
public sealed record Clahe : PixelAugmentation
{
    /// <summary>Limit of the contrast to draw from.</summary>
    public Interval ClipLimit { get; init; } = new(1, 4);

    /// <summary>Tiles along each axis.</summary>
    public int Tiles { get; init; } = 8;

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        var limit = ClipLimit.Draw(rng);
        if (image.Channels == 1)
            return image.EqualizeLocally(limit, Tiles, Tiles);

        var lab = image.ToColourSpace(ColourSpace.Lab);
        var lightness = new byte[image.Width * image.Height];
        for (var i = 0; i < lightness.Length; i++)
            lightness[i] = lab.Pixels[i * lab.Channels];

        var equalised = new Image(image.Width, image.Height, 1, lightness).EqualizeLocally(limit, Tiles, Tiles);
        var result = lab.Pixels.ToArray();
        for (var i = 0; i < lightness.Length; i++)
            result[i * lab.Channels] = equalised.Pixels[i];

        return new Image(image.Width, image.Height, image.Channels, result).FromColourSpace(ColourSpace.Lab);
    }
}
