using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Geometry;

namespace Vireo.Vision.Augment;

/// <summary>Closed outlines under a map: bent with it, and cut off at the edge of the picture.</summary>
internal static class OutlineClip
{
    // Under a map that bends lines, points this far apart (in pixels) follow it well enough.
    private const double Stretch = 4;
    private const int MostPieces = 4096;

    /// <summary>The outline where the map takes it; edges become several where the map bends them.</summary>
    public static List<(double X, double Y)> Map(ReadOnlySpan<(double X, double Y)> outline, ViewMap map)
    {
        var result = new List<(double X, double Y)>(outline.Length);
        for (var i = 0; i < outline.Length; i++)
        {
            var (a, b) = (outline[i], outline[(i + 1) % outline.Length]);
            var pieces = map.Bends ? (int)Math.Min(MostPieces, Math.Ceiling(Distance(a, b) / Stretch)) : 1;
            for (var k = 0; k < Math.Max(pieces, 1); k++)
            {
                var t = (double)k / Math.Max(pieces, 1);
                result.Add(map.MapExactly(a.X + t * (b.X - a.X), a.Y + t * (b.Y - a.Y)));
            }
        }

        return result;
    }

    /// <summary>The part of an outline within a picture; empty when there is none.</summary>
    /// <remarks>Sutherland and Hodgman 1974, "Reentrant polygon clipping": pieces that hang together only through the
    /// outside are joined along the edge, which changes no area.</remarks>
    public static List<(double X, double Y)> Clip(List<(double X, double Y)> outline, ImageSize size)
    {
        outline = Half(outline, p => p.X, (p, q, t) => (0, p.Y + t * (q.Y - p.Y)));
        outline = Half(outline, p => size.Width - p.X, (p, q, t) => (size.Width, p.Y + t * (q.Y - p.Y)));
        outline = Half(outline, p => p.Y, (p, q, t) => (p.X + t * (q.X - p.X), 0));
        return Half(outline, p => size.Height - p.Y, (p, q, t) => (p.X + t * (q.X - p.X), size.Height));
    }

    /// <summary>Area within a simple outline.</summary>
    public static double Area(List<(double X, double Y)> outline) =>
        Polygons.Area(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(outline));

    private static double Distance((double X, double Y) a, (double X, double Y) b) =>
        Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));

    // 'inside' is the distance from the edge, negative beyond it; 'cross' is the point on the edge itself.
    private static List<(double X, double Y)> Half(
        List<(double X, double Y)> outline, Func<(double X, double Y), double> inside,
        Func<(double X, double Y), (double X, double Y), double, (double X, double Y)> cross)
    {
        var result = new List<(double X, double Y)>(outline.Count + 4);
        for (var i = 0; i < outline.Count; i++)
        {
            var (p, q) = (outline[i], outline[(i + 1) % outline.Count]);
            var (from, to) = (inside(p), inside(q));
            if (from >= 0)
                result.Add(p);
            if ((from < 0 && to > 0) || (from > 0 && to < 0))
                result.Add(cross(p, q, from / (from - to)));
        }

        return result;
    }
}
