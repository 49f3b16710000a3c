namespace Vireo.Vision.Imaging.Geometry;

/// <summary>A perspective map of the plane: <c>x' = (A·x + B·y + C) / w</c>, <c>y' = (D·x + E·y + F) / w</c> with
/// <c>w = G·x + H·y + I</c>.</summary>
/// <remarks>In warps, whole numbers are the centres of pixels and y points down, as OpenCV has it.</remarks>
public readonly record struct Perspective2D(
    double A, double B, double C, double D, double E, double F, double G, double H, double I = 1)
{
    /// <summary>Leaves every point where it is.</summary>
    public static Perspective2D Identity { get; } = new(1, 0, 0, 0, 1, 0, 0, 0);

    /// <summary>An affine map as a perspective one.</summary>
    public static implicit operator Perspective2D(Affine2D map) =>
        new(map.A, map.B, map.C, map.D, map.E, map.F, 0, 0);

    /// <summary>The map that takes four points to four others, with <c>I = 1</c>.</summary>
    /// <exception cref="ArgumentException">There are other than four points, or three of them lie on a
    /// line.</exception>
    public static Perspective2D FromPoints(
        ReadOnlySpan<(double X, double Y)> from, ReadOnlySpan<(double X, double Y)> to)
    {
        if (from.Length != 4 || to.Length != 4)
            throw new ArgumentException($"perspective: {from.Length} and {to.Length} points, four of each are wanted.");

        // Each pair gives two equations that are linear in the eight unknowns.
        var equations = new double[8, 9];
        for (var i = 0; i < 4; i++)
        {
            var ((x, y), (u, v)) = (from[i], to[i]);
            double[] first = [x, y, 1, 0, 0, 0, -x * u, -y * u, u], second = [0, 0, 0, x, y, 1, -x * v, -y * v, v];
            for (var k = 0; k < 9; k++)
                (equations[i, k], equations[i + 4, k]) = (first[k], second[k]);
        }

        var s = Solve(equations)
            ?? throw new ArgumentException("perspective: three of the four points lie on a line.", nameof(from));
        return new(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
    }

    /// <summary>Where a point goes; infinitely far where w is 0.</summary>
    public (double X, double Y) Map(double x, double y)
    {
        var w = G * x + H * y + I;
        return ((A * x + B * y + C) / w, (D * x + E * y + F) / w);
    }

    /// <summary>The way back.</summary>
    /// <exception cref="InvalidOperationException">The map squeezes the plane into a line.</exception>
    public Perspective2D Inverse()
    {
        var determinant = A * (E * I - F * H) - B * (D * I - F * G) + C * (D * H - E * G);
        if (determinant == 0)
            throw new InvalidOperationException($"{this} has no inverse.");

        var s = 1 / determinant;
        return new(
            (E * I - F * H) * s, (C * H - B * I) * s, (B * F - C * E) * s,
            (F * G - D * I) * s, (A * I - C * G) * s, (C * D - A * F) * s,
            (D * H - E * G) * s, (B * G - A * H) * s, (A * E - B * D) * s);
    }

    /// <summary>Gauss's elimination with the largest pivot of each column; null when there is none.</summary>
    private static double[]? Solve(double[,] m)
    {
        var n = m.GetLength(0);
        for (var column = 0; column < n; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < n; row++)
                if (Math.Abs(m[row, column]) > Math.Abs(m[pivot, column]))
                    pivot = row;
            if (Math.Abs(m[pivot, column]) < 1e-14)
                return null;

            for (var k = 0; k <= n; k++)
                (m[column, k], m[pivot, k]) = (m[pivot, k], m[column, k]);
            for (var row = 0; row < n; row++)
            {
                var factor = row == column ? 0 : m[row, column] / m[column, column];
                for (var k = column; k <= n && factor != 0; k++)
                    m[row, k] -= factor * m[column, k];
            }
        }

        var solution = new double[n];
        for (var i = 0; i < n; i++)
            solution[i] = m[i, n] / m[i, i];

        return solution;
    }
}
