using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Targets;

/// <summary>From outlines to pixels: a pixel is inside when its centre is, by the even-odd rule; several outlines are
/// united.</summary>
public static class PolygonFill
{
    private const long MostCrossings = 1L << 27;

    /// <summary>The pixels within outlines; what lies outside the image is left out.</summary>
    /// <exception cref="ArgumentException">The image, or the work to be done, is beyond all bounds.</exception>
    public static RunLengthMask Fill(IReadOnlyList<Polygon> polygons, ImageSize size)
    {
        if (size.Width < 1 || size.Height < 1 || (long)size.Width * size.Height > RunLengthMask.MostPixels)
            throw new ArgumentException($"a mask of {size}", nameof(size));

        var mask = new byte[size.Width * size.Height];
        var crossings = new List<double>[size.Height];
        foreach (var polygon in polygons) Fill(polygon, mask, size, crossings);
        return RunLengthMask.FromPixels(mask, size);
    }

    private static void Fill(Polygon polygon, byte[] mask, ImageSize size, List<double>[] crossings)
    {
        var vertices = polygon.Vertices.Items;
        var work = 0L;
        for (var i = 0; i < vertices.Length; i++)
        {
            work += Cross(vertices[i], vertices[(i + 1) % vertices.Length], size, crossings);
            if (work > MostCrossings) throw new ArgumentException("an outline too long to be filled", nameof(polygon));
        }

        for (var y = 0; y < size.Height; y++)
        {
            if (crossings[y] is not { Count: > 0 } row) continue;
            row.Sort();
            for (var i = 0; i + 1 < row.Count; i += 2)
                mask.AsSpan(y * size.Width, size.Width)[Pixel(row[i], size)..Pixel(row[i + 1], size)].Fill(1);

            row.Clear();
        }
    }

    // The edge from above to below, whichever way it is walked: there and back cross at the very same numbers.
    private static long Cross(Vertex a, Vertex b, ImageSize size, List<double>[] crossings)
    {
        if (a.Y == b.Y) return 0;
        var (upper, lower) = a.Y < b.Y ? (a, b) : (b, a);
        double x1 = (double)upper.X, y1 = (double)upper.Y, x2 = (double)lower.X, y2 = (double)lower.Y;
        var first = (int)Math.Ceiling(Math.Clamp(y1 - 0.5, 0, size.Height));
        var end = (int)Math.Ceiling(Math.Clamp(y2 - 0.5, 0, size.Height));
        for (var y = first; y < end; y++)
            (crossings[y] ??= []).Add(x1 + (y + 0.5 - y1) / (y2 - y1) * (x2 - x1));

        return end - first;
    }

    /// <summary>The first pixel whose centre is not left of a place.</summary>
    private static int Pixel(double x, ImageSize size) => (int)Math.Ceiling(Math.Clamp(x - 0.5, 0, size.Width));
}
