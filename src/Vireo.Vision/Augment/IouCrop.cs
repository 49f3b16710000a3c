using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A drawn region that overlaps at least one box by a drawn share; objects whose centre it leaves out are
/// dropped. A picture without boxes stays.</summary>
/// <remarks>Liu et al. 2015, "SSD: single shot multibox detector", arXiv:1512.02325; details as in torchvision: a
/// threshold is drawn, then regions until one is good; after <see cref="Attempts"/> another threshold is drawn. One of
/// 1 or more leaves the picture as it is.</remarks>
public sealed record IouCrop : GeometricAugmentation
{
    private const int MostThresholds = 64;

    /// <summary>Width and height of the region, as fractions of the picture's, to draw from.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a range beyond 0 (excluded) to 1.</exception>
    public Interval Scale
    {
        get;
        init => field = value is { Low: > 0, High: <= 1 } && value.Low <= value.High ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A crop's side is above 0 and at most 1.");
    } = new(0.3f, 1);

    /// <summary>Width over height that a region may have.</summary>
    public Interval Aspect { get; init; } = new(0.5f, 2);

    /// <summary>Intersection over union with a box, to draw from.</summary>
    public ValueList<float> Thresholds { get; init; } = [0, 0.1f, 0.3f, 0.5f, 0.7f, 0.9f, 1];

    /// <summary>Whether all boxes must be overlapped so, not only one.</summary>
    public bool All { get; init; }

    /// <summary>Regions drawn for each threshold.</summary>
    public int Attempts { get; init; } = 40;

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng) => new(size.Whole, size);

    private protected override ViewMap Draw(AnnotatedImage annotated, Rng rng)
    {
        var size = annotated.Image.Size;
        Box[] boxes = [.. annotated.Objects.Select(o => o.Box).OfType<Box>().Where(box => !box.IsEmpty)];
        if (boxes.Length == 0 || Thresholds.Count == 0)
            return Draw(size, rng);

        for (var i = 0; i < MostThresholds; i++)
        {
            var threshold = Thresholds[rng.Below(Thresholds.Count)];
            if (threshold >= 1)
                break;
            for (var k = 0; k < Attempts; k++)
                if (Region(size, rng) is { } region && IsGood(region, boxes, threshold))
                    return new(region, region.Size);
        }

        return Draw(size, rng);
    }

    // Those whose centre is cut away go before the others are cut off at the edge.
    private protected override AnnotatedImage Select(AnnotatedImage annotated, ViewMap map) =>
        map.Region == annotated.Image.Size.Whole ? annotated : annotated with
        {
            Objects = [.. annotated.Objects.Where(o => o.Box is not { } box || HasCentre(map.Region, box))],
        };

    private PixelRegion? Region(ImageSize size, Rng rng)
    {
        var (width, height) = ((int)(size.Width * Scale.Draw(rng)), (int)(size.Height * Scale.Draw(rng)));
        if (width < 1 || height < 1 || (float)width / height < Aspect.Low || (float)width / height > Aspect.High)
            return null;

        return new((int)((size.Width - width) * rng.Uniform()), (int)((size.Height - height) * rng.Uniform()),
            width, height);
    }

    private bool IsGood(PixelRegion region, Box[] boxes, float threshold)
    {
        var cut = new Box(region.X, region.Y, region.X + region.Width, region.Y + region.Height);
        var inside = boxes.Where(box => HasCentre(region, box)).ToList();
        if (inside.Count == 0 || (All && inside.Count < boxes.Length))
            return false;

        return All
            ? inside.TrueForAll(box => box.IntersectionOverUnion(cut) >= threshold)
            : inside.Exists(box => box.IntersectionOverUnion(cut) >= threshold);
    }

    private static bool HasCentre(PixelRegion region, Box box)
    {
        var (x, y) = ((box.X1 + box.X2) / 2, (box.Y1 + box.Y2) / 2);
        return x > region.X && x < region.X + region.Width && y > region.Y && y < region.Y + region.Height;
    }
}
