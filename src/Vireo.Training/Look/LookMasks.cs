using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Look;

/// <summary>Lays masks over a scaled picture, half transparent.</summary>
internal static class LookMasks
{
    private const int Nothing = 255, MostMasks = 50;

    /// <summary>The picture with the mask of the whole, or those of its objects; itself where there is none.</summary>
    /// <exception cref="BadDataException">The mask cannot be read.</exception>
    public static Image Paint(Image image, Sample? sample, string root)
    {
        if (sample?.Mask is { } reference)
        {
            var mask = MaskImage.Read(Path.Combine(root, reference.Path));
            var binary = reference.Coding == MaskCoding.Binary;
            // Of two classes the first is the ground.
            return Blend(image, mask.Classes(reference.Coding), mask.Size, value =>
                value == Nothing || (binary && value == 0) ? null : value);
        }

        var masked = sample?.Objects.Where(target => target.Mask is not null).Take(MostMasks) ?? [];
        foreach (var target in masked)
            if (target.Mask is { } own)
                image = Blend(image, own.ToPixels(), own.Size, value => value == 0 ? null : target.Class);

        return image;
    }

    private static Image Blend(Image image, byte[] mask, ImageSize size, Func<byte, int?> labelOf)
    {
        var pixels = image.Pixels.ToArray();
        for (var y = 0; y < image.Height; y++)
        {
            var row = (long)y * size.Height / image.Height * size.Width;
            for (var x = 0; x < image.Width; x++)
            {
                if (labelOf(mask[row + (long)x * size.Width / image.Width]) is not { } label) continue;
                var (at, colour) = (3 * (y * image.Width + x), LookColour.Pixel(label));
                pixels[at] = (byte)((pixels[at] + colour.R) / 2);
                pixels[at + 1] = (byte)((pixels[at + 1] + colour.G) / 2);
                pixels[at + 2] = (byte)((pixels[at + 2] + colour.B) / 2);
            }
        }

        return new(image.Width, image.Height, 3, pixels);
    }
}
