using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Statistics;

/// <summary>Which input size suits a data set.</summary>
public static class ResolutionAdvice
{
    /// <summary>Pixels that the square root of an object's area should have at the input.</summary>
    public const int WantedObject = 16;

    private const int Step = 32, Smallest = 32, Largest = 1536;

    /// <summary>The smallest multiple of 32 at which nine tenths of the boxes have a side of
    /// <see cref="WantedObject"/> pixels, and not above the median image; without boxes, the median shorter side, at
    /// most 640.</summary>
    /// <param name="sizes">Sizes of the images.</param>
    /// <param name="boxes">Side (square root of the area) of each box over the longer side of its image.</param>
    public static (int Size, string Reason) Of(IReadOnlyList<ImageSize> sizes, IReadOnlyList<double> boxes)
    {
        if (sizes.Count == 0) return (224, "no image could be read");
        if (boxes.Count == 0)
        {
            var shorter = Distribution.Of(sizes.Select(size => (double)size.ShorterSide))?.Median ?? Smallest;
            return (Round(Math.Min(shorter, 640)),
                $"half of the images have a shorter side of {shorter:0} pixels or less");
        }

        var image = Distribution.Of(sizes.Select(size => (double)Math.Max(size.Width, size.Height)))?.Median
            ?? Smallest;
        var side = Distribution.Of(boxes)?.P10 ?? 1;
        var wanted = WantedObject / Math.Max(side, 1e-6);
        return wanted <= image
            ? (Round(Math.Max(wanted, 320)),
                $"nine tenths of the boxes have a side of {side * 100:0.0}% of their image or "
                + $"more: {WantedObject} pixels at {wanted:0}")
            : (Round(image),
                $"a tenth of the boxes has a side under {side * 100:0.0}% of their image, {side * image:0} "
                + "pixels in the originals: cut images into tiles rather than scale them up");
    }

    private static int Round(double size) => Math.Clamp((int)Math.Ceiling(size / Step) * Step, Smallest, Largest);
}
