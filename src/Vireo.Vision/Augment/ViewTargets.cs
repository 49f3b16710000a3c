using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Takes masks, boxes and key points to where a drawn view shows them.</summary>
/// <param name="map">The view.</param>
/// <param name="leastShare">Objects of which less than this share of the area is left are dropped.</param>
/// <param name="tightening">How boxes are found again.</param>
internal sealed class ViewTargets(ViewMap map, float leastShare, BoxTightening tightening)
{
    private const int EllipsePoints = 256;
    private const double Whole = 0.999;
    private readonly ImageSize _frame = map.ResultSize;

    /// <summary>The changed picture with the targets where they belong.</summary>
    public AnnotatedImage Follow(AnnotatedImage source, Image view)
    {
        if (!source.HasTargets)
            return source with { Image = view };

        source.Check();
        return source with
        {
            Image = view,
            Mask = source.Mask is { } mask ? map.Apply(mask, source.MaskFill) : null,
            Objects = [.. source.Objects.Select(target => Follow(target, source.Image)).OfType<ObjectTarget>()],
            KeyPoints = Follow(source.KeyPoints),
        };
    }

    private ObjectTarget? Follow(ObjectTarget target, Image image)
    {
        var points = Follow(target.KeyPoints);
        if (target is { Box: null, Mask: null, Polygons.Count: 0 })
        {
            var lost = target.KeyPoints.Any(p => p.Visibility != Visibility.Missing)
                && points.All(p => p.Visibility == Visibility.Missing);
            return lost ? null : target with { KeyPoints = points, StatedArea = null };
        }

        var outlines = Follow(target.Polygons, out var before, out var after);
        var mask = target.Mask is { Area: > 0 } pixels ? map.Apply(pixels) : null;
        // A sliver of a mask may fall between the sampled pixels: then there is nothing left to learn from.
        if ((before > 0 && outlines.Count == 0) || mask is { Area: 0 })
            return null;

        var extent = (target.Box ?? target.Mask?.Bounds ?? Hull(target.Polygons)).ClippedTo(image.Size);
        if (extent.IsEmpty)
            return null;

        var corners = OutlineClip.Map(Corners(extent), map);
        var share = before > 0 ? after / before
            : OutlineClip.Area(OutlineClip.Clip(corners, _frame)) / OutlineClip.Area(corners);
        // Not 'share < least', which is false of what is no number.
        if (!(share > 0 && share >= leastShare))
            return null;

        var outline = mask?.Bounds ?? (outlines.Count > 0 ? Hull(outlines) : null);
        var box = NewBox(extent, corners, share, outline, image);
        return box.IsEmpty ? null : target with
        {
            Box = target.Box is null ? null : box, Polygons = outlines, Mask = mask, KeyPoints = points,
            StatedArea = null, Truncated = target.Truncated || share < Whole,
        };
    }

    private Box NewBox(Box extent, List<(double X, double Y)> corners, double share, Box? outline, Image image)
    {
        // Upright maps take corners to corners; only what the frame cuts off can make an outlined object smaller still.
        if (outline is { } hull && tightening != BoxTightening.Corners && !(map.IsUpright && share >= Whole))
            return hull.ClippedTo(_frame);

        if (!map.IsUpright && tightening == BoxTightening.Threshold
            && ObjectPixels.Find(image, extent) is { Count: > 0 } own)
            return Around(own.ConvertAll(p => map.MapExactly(p.X, p.Y))).ClippedTo(_frame);

        // First cut off, then boxed: what of a turned box lies beyond the frame makes the box no larger.
        var area = !map.IsUpright && tightening == BoxTightening.AreaAndAngle
            ? OutlineClip.Clip(OutlineClip.Map(Ellipse(extent), map), _frame) : [];
        return Around(area.Count > 0 ? area : OutlineClip.Clip(corners, _frame)).ClippedTo(_frame);
    }

    private ValueList<Polygon> Follow(ValueList<Polygon> polygons, out double before, out double after)
    {
        (before, after) = (0, 0);
        List<Polygon> result = [];
        foreach (var polygon in polygons)
        {
            (double X, double Y)[] points = [.. polygon.Vertices.Select(p => ((double)p.X, (double)p.Y))];
            var mapped = OutlineClip.Map(points, map);
            var area = OutlineClip.Area(mapped);
            var seen = OutlineClip.Clip(mapped, _frame);
            var left = OutlineClip.Area(seen);
            (before, after) = (before + area, after + left);
            if (left > 0)
                result.Add(new([.. seen.Select(Vertex)]));
        }

        return [.. result];
    }

    private ValueList<KeyPoint> Follow(ValueList<KeyPoint> points) => [.. points.Select(Follow)];

    private KeyPoint Follow(KeyPoint point)
    {
        if (point.Visibility == Visibility.Missing)
            return point;

        var (x, y) = map.MapExactly((double)point.Place.X, (double)point.Place.Y);
        var seen = x >= 0 && y >= 0 && x <= _frame.Width && y <= _frame.Height;
        return new(Vertex((x, y)), seen ? point.Visibility : Visibility.Missing);
    }

    private static Box Hull(ValueList<Polygon> outlines) =>
        Box.Around([.. outlines.SelectMany(outline => outline.Vertices)]);

    private static (double X, double Y)[] Corners(Box box)
    {
        var (left, top, right, bottom) = ((double)box.X1, (double)box.Y1, (double)box.X2, (double)box.Y2);
        return [(left, top), (right, top), (right, bottom), (left, bottom)];
    }

    private static (double X, double Y)[] Ellipse(Box box)
    {
        var (x, y) = ((double)(box.X1 + box.X2) / 2, (double)(box.Y1 + box.Y2) / 2);
        var (width, height) = ((double)box.Width / 2, (double)box.Height / 2);
        return
        [
            .. Enumerable.Range(0, EllipsePoints).Select(i => Math.SinCos(2 * Math.PI * i / EllipsePoints))
                .Select(turn => (x + width * turn.Cos, y + height * turn.Sin)),
        ];
    }

    private static Box Around(List<(double X, double Y)> points) => new(
        Number(points.Min(p => p.X)), Number(points.Min(p => p.Y)),
        Number(points.Max(p => p.X)), Number(points.Max(p => p.Y)));

    private static Vertex Vertex((double X, double Y) point) => new(Number(point.X), Number(point.Y));

    // Far beyond any picture, and within what a decimal holds.
    private static decimal Number(double value) => double.IsNaN(value) ? 0 : (decimal)Math.Clamp(value, -1e9, 1e9);
}
