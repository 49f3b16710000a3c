namespace Vireo.Vision.Imaging.Geometry;

/// <summary>An affine map of the plane: <c>x' = A·x + B·y + C</c>, <c>y' = D·x + E·y + F</c>.</summary>
/// <remarks>In warps, whole numbers are the centres of pixels and y points down, as OpenCV has it.</remarks>
public readonly record struct Affine2D(double A, double B, double C, double D, double E, double F)
{
    /// <summary>Leaves every point where it is.</summary>
    public static Affine2D Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Moves by a distance, in pixels.</summary>
    public static Affine2D Translation(double x, double y) => new(1, 0, x, 0, 1, y);

    /// <summary>Turns about a centre, counter-clockwise as seen on the screen, and scales.</summary>
    /// <remarks>With <c>a = s·cos φ</c>, <c>b = s·sin φ</c>: <c>[a, b, (1 − a)·x − b·y; −b, a, b·x + (1 − a)·y]</c>.
    /// </remarks>
    public static Affine2D Rotation((double X, double Y) centre, double degrees, double scale = 1)
    {
        var angle = degrees * Math.PI / 180;
        var (a, b) = (scale * Math.Cos(angle), scale * Math.Sin(angle));
        return new(a, b, (1 - a) * centre.X - b * centre.Y, -b, a, b * centre.X + (1 - a) * centre.Y);
    }

    /// <summary>The map that takes three points to three others.</summary>
    /// <exception cref="ArgumentException">There are other than three points, or they lie on a line.</exception>
    public static Affine2D FromPoints(ReadOnlySpan<(double X, double Y)> from, ReadOnlySpan<(double X, double Y)> to)
    {
        if (from.Length != 3 || to.Length != 3)
            throw new ArgumentException($"affine: {from.Length} and {to.Length} points, three of each are wanted.");

        var (p, q, r) = (from[0], from[1], from[2]);
        var (ux, uy, vx, vy) = (q.X - p.X, q.Y - p.Y, r.X - p.X, r.Y - p.Y);
        var area = ux * vy - uy * vx;
        if (area == 0)
            throw new ArgumentException("affine: the three points lie on a line.", nameof(from));

        var (a, b) = Slopes(to[1].X - to[0].X, to[2].X - to[0].X);
        var (d, e) = Slopes(to[1].Y - to[0].Y, to[2].Y - to[0].Y);
        return new(a, b, to[0].X - a * p.X - b * p.Y, d, e, to[0].Y - d * p.X - e * p.Y);

        (double Along, double Across) Slopes(double first, double second) =>
            ((first * vy - second * uy) / area, (second * ux - first * vx) / area);
    }

    /// <summary>The rotation, scale and shift (without mirroring) that take points closest to others, by the sum of
    /// squares.</summary>
    /// <remarks>Umeyama 1991, "Least-squares estimation of transformation parameters between two point patterns". In
    /// the plane, with points as complex numbers about their means, rotation and scale are
    /// <c>Σ conj(x)·y / Σ |x|²</c>.</remarks>
    /// <exception cref="ArgumentException">The counts differ, or the points are one and the same.</exception>
    public static Affine2D Similarity(ReadOnlySpan<(double X, double Y)> from, ReadOnlySpan<(double X, double Y)> to)
    {
        if (from.Length != to.Length || from.Length < 2)
            throw new ArgumentException($"similarity: {from.Length} and {to.Length} points, two or more are wanted.");

        var (source, target) = (Mean(from), Mean(to));
        double real = 0, imaginary = 0, spread = 0;
        for (var i = 0; i < from.Length; i++)
        {
            var (x, y) = (from[i].X - source.X, from[i].Y - source.Y);
            var (u, v) = (to[i].X - target.X, to[i].Y - target.Y);
            real += x * u + y * v;
            imaginary += x * v - y * u;
            spread += x * x + y * y;
        }

        if (spread == 0)
            throw new ArgumentException("similarity: all points are the same.", nameof(from));

        var (a, d) = (real / spread, imaginary / spread);
        return new(a, -d, target.X - a * source.X + d * source.Y, d, a, target.Y - d * source.X - a * source.Y);
    }

    /// <summary>Where a point goes.</summary>
    public (double X, double Y) Map(double x, double y) => (A * x + B * y + C, D * x + E * y + F);

    /// <summary>First this map, then another.</summary>
    public Affine2D Then(Affine2D next) => new(
        next.A * A + next.B * D, next.A * B + next.B * E, next.A * C + next.B * F + next.C,
        next.D * A + next.E * D, next.D * B + next.E * E, next.D * C + next.E * F + next.F);

    /// <summary>The way back.</summary>
    /// <exception cref="InvalidOperationException">The map squeezes the plane into a line.</exception>
    public Affine2D Inverse()
    {
        var determinant = A * E - B * D;
        if (determinant == 0)
            throw new InvalidOperationException($"{this} has no inverse.");

        // In the order in which OpenCV rounds, as a warp hangs on the last bit where a point lies between two pixels.
        var scale = 1 / determinant;
        var (a, b, d, e) = (E * scale, B * -scale, D * -scale, A * scale);
        return new(a, b, -a * C - b * F, d, e, -d * C - e * F);
    }

    private static (double X, double Y) Mean(ReadOnlySpan<(double X, double Y)> points)
    {
        var (x, y) = (0.0, 0.0);
        foreach (var point in points)
            (x, y) = (x + point.X, y + point.Y);

        return (x / points.Length, y / points.Length);
    }
}
