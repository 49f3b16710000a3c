namespace Vireo.Vision.Imaging.Geometry;

/// <summary>Measures of closed polygons, whose last point is joined to the first.</summary>
public static class Polygons
{
    /// <summary>Area enclosed, by the shoelace formula; at least 0 whichever way the points run.</summary>
    public static double Area(ReadOnlySpan<(double X, double Y)> points) => Math.Abs(SignedArea(points));

    /// <summary><c>½ Σ (xᵢ·yᵢ₊₁ − xᵢ₊₁·yᵢ)</c>: positive for points that run clockwise on the screen (y points
    /// down).</summary>
    public static double SignedArea(ReadOnlySpan<(double X, double Y)> points)
    {
        var sum = 0.0;
        for (var i = 0; i < points.Length; i++)
        {
            var (p, q) = (points[i], points[(i + 1) % points.Length]);
            sum += p.X * q.Y - q.X * p.Y;
        }

        return sum / 2;
    }

    /// <summary>Length of the outline.</summary>
    public static double Perimeter(ReadOnlySpan<(double X, double Y)> points)
    {
        var sum = 0.0;
        for (var i = 0; i < points.Length; i++)
        {
            var (p, q) = (points[i], points[(i + 1) % points.Length]);
            sum += Math.Sqrt((q.X - p.X) * (q.X - p.X) + (q.Y - p.Y) * (q.Y - p.Y));
        }

        return sum;
    }

    /// <summary>Centre of gravity of the area; the mean of the points where there is none.</summary>
    public static (double X, double Y) Centroid(ReadOnlySpan<(double X, double Y)> points)
    {
        double x = 0, y = 0, meanX = 0, meanY = 0;
        for (var i = 0; i < points.Length; i++)
        {
            var (p, q) = (points[i], points[(i + 1) % points.Length]);
            var cross = p.X * q.Y - q.X * p.Y;
            (x, y) = (x + (p.X + q.X) * cross, y + (p.Y + q.Y) * cross);
            (meanX, meanY) = (meanX + p.X / points.Length, meanY + p.Y / points.Length);
        }

        var area = SignedArea(points);
        return area == 0 ? (meanX, meanY) : (x / (6 * area), y / (6 * area));
    }

    /// <summary>Whether a point lies inside or on the outline (even-odd rule).</summary>
    public static bool Contains(ReadOnlySpan<(double X, double Y)> points, double x, double y)
    {
        var inside = false;
        for (var i = 0; i < points.Length; i++)
        {
            var (p, q) = (points[i], points[(i + 1) % points.Length]);
            var cross = (q.X - p.X) * (y - p.Y) - (q.Y - p.Y) * (x - p.X);
            if (cross == 0 && x >= Math.Min(p.X, q.X) && x <= Math.Max(p.X, q.X)
                && y >= Math.Min(p.Y, q.Y) && y <= Math.Max(p.Y, q.Y))
                return true;
            if (p.Y > y != q.Y > y && (cross > 0) == (q.Y > p.Y))
                inside = !inside;
        }

        return inside;
    }

    /// <summary>The corners of the smallest convex polygon that holds all points, without those on its edges,
    /// clockwise on the screen from the leftmost (topmost of them).</summary>
    /// <remarks>Andrew 1979, "Another efficient algorithm for convex hulls in two dimensions".</remarks>
    public static (double X, double Y)[] ConvexHull(ReadOnlySpan<(double X, double Y)> points)
    {
        (double X, double Y)[] sorted = [.. points.ToArray().Distinct().Order()];
        if (sorted.Length < 3)
            return sorted;

        return [.. Chain(sorted), .. Chain(sorted.Reverse())];

        static List<(double X, double Y)> Chain(IEnumerable<(double X, double Y)> run)
        {
            List<(double X, double Y)> chain = [];
            foreach (var point in run)
            {
                while (chain.Count > 1 && Cross(chain[^2], chain[^1], point) <= 0)
                    chain.RemoveAt(chain.Count - 1);
                chain.Add(point);
            }

            // The last point starts the other chain.
            chain.RemoveAt(chain.Count - 1);
            return chain;
        }
    }

    /// <summary>The rectangle of smallest area that holds all points; one of its sides lies on an edge of their
    /// hull.</summary>
    /// <remarks>Freeman and Shapira 1975, "Determining the minimum-area encasing rectangle for an arbitrary closed
    /// curve".</remarks>
    /// <exception cref="ArgumentException">There are no points.</exception>
    public static RotatedBox MinAreaRect(ReadOnlySpan<(double X, double Y)> points)
    {
        var hull = ConvexHull(points);
        if (hull.Length == 0)
            throw new ArgumentException("min area rect: there are no points.", nameof(points));

        var best = new RotatedBox(hull[0].X, hull[0].Y, 0, 0, 0);
        for (var i = 0; i < hull.Length && hull.Length > 1; i++)
        {
            var (p, q) = (hull[i], hull[(i + 1) % hull.Length]);
            var box = Along(hull, Math.Atan2(q.Y - p.Y, q.X - p.X));
            if (i == 0 || box.Area < best.Area)
                best = box;
        }

        return best;
    }

    private static RotatedBox Along((double X, double Y)[] hull, double angle)
    {
        var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
        double left = double.MaxValue, right = double.MinValue, top = double.MaxValue, bottom = double.MinValue;
        foreach (var (x, y) in hull)
        {
            var (u, v) = (x * cos + y * sin, y * cos - x * sin);
            (left, right) = (Math.Min(left, u), Math.Max(right, u));
            (top, bottom) = (Math.Min(top, v), Math.Max(bottom, v));
        }

        var (middleU, middleV) = ((left + right) / 2, (top + bottom) / 2);
        return new(
            middleU * cos - middleV * sin, middleU * sin + middleV * cos, right - left, bottom - top,
            angle * 180 / Math.PI);
    }

    private static double Cross((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =>
        (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);
}
