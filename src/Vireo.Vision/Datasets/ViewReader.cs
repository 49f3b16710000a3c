using System.Collections.Concurrent;
using Vireo.Vision.Augment;
using Vireo.Vision.Datasets.Caching;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets;

/// <summary>Reads files into the random views that a classifier learns from. A JPEG is decoded at the cheapest scale
/// (1, 1/2, 1/4, 1/8) of which the view needs no enlarging.</summary>
/// <remarks>A crop is drawn first, in pixels of the whole picture, and the scale chosen for it; what comes out depends
/// on picture, transforms and draw alone. A cache keeps the decoded picture of each scale that was wanted: with and
/// without it the bits are the same. Where a pipeline does not begin with a crop, pictures are decoded whole. Safe for
/// any number of threads.</remarks>
/// <param name="transforms">What happens to a picture.</param>
/// <param name="cache">Keeps pictures; null for none.</param>
public sealed class ViewReader(ClassificationTransforms transforms, SampleCache? cache = null)
{
    private readonly ConcurrentDictionary<string, ImageInfo> _infos = new(StringComparer.Ordinal);

    /// <summary>A random view to learn from.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rng">The sample's own random numbers.</param>
    /// <param name="side">Side of the view in pixels; 0 for that of the transforms.</param>
    /// <exception cref="BadDataException">The file cannot be read.</exception>
    public Image Read(string path, Rng rng, int side = 0)
    {
        var sized = side > 0 ? transforms with { Size = side } : transforms;
        List<Augmentation> steps = [.. sized.Augmentations().SelectMany(Steps)];
        if (steps[0] is not RandomResizedCrop { Probability: >= 1 } crop)
        {
            var whole = Decoded(path, _ => 1);
            return steps.Aggregate(whole, (view, step) => step.Apply(view, rng));
        }

        var (map, size) = (default(ViewMap), default(ImageSize));
        var image = Decoded(path, info =>
        {
            (map, size) = (crop.View(info.Size, rng), info.Size);
            return info.Format == ImageFormat.Jpeg ? Denominator(map) : 1;
        });
        if (image.Size != size) map = map with { Region = Scaled(map.Region, size, image.Size) };
        var first = map.Apply(image, crop.Interpolation, crop.AntiAlias);
        return steps.Skip(1).Aggregate(first, (view, step) => step.Apply(view, rng));
    }

    private static IEnumerable<Augmentation> Steps(Augmentation step) =>
        step is Sequence { Probability: >= 1 } sequence ? sequence.Steps.SelectMany(Steps) : [step];

    private Image Decoded(string path, Func<ImageInfo, int> denominatorOf)
    {
        if (cache is null) return ImageFile.ReadWith(path, info => Options(info, denominatorOf(info))).ToImage();
        // What is kept is found without opening the file again.
        var info = _infos.GetOrAdd(path, file => ImageFile.ReadInfo(file));
        var denominator = denominatorOf(info);
        return cache.Get(path, $"1/{denominator}", () => ImageFile.Read(path, Options(info, denominator)).ToImage());
    }

    private static ImageReadOptions Options(ImageInfo info, int denominator) => ImageReadOptions.Default with
    {
        ShorterSideNeeded = denominator == 1 ? null : info.Size.ShorterSide / denominator,
    };

    private static int Denominator(ViewMap map)
    {
        var denominator = 8;
        while (denominator > 1 && (map.Region.Width < denominator * map.Size.Width
            || map.Region.Height < denominator * map.Size.Height)) denominator /= 2;
        return denominator;
    }

    private static PixelRegion Scaled(PixelRegion region, ImageSize from, ImageSize to)
    {
        var (left, width) = Scaled(region.X, region.Width, from.Width, to.Width);
        var (top, height) = Scaled(region.Y, region.Height, from.Height, to.Height);
        return new(left, top, width, height);
    }

    private static (int Start, int Length) Scaled(int start, int length, int from, int to)
    {
        var first = Math.Clamp((int)Math.Round((double)start * to / from), 0, to - 1);
        var end = Math.Clamp((int)Math.Round((double)(start + length) * to / from), first + 1, to);
        return (first, end - first);
    }
}
