namespace Vireo.Ops;

/// <summary>Functions that the base library lacks, in double precision.</summary>
internal static class SpecialFunctions
{
    /// <summary>The error function to about 1e-15: a series of positive terms near zero, the continued fraction of the
    /// complement far out.</summary>
    /// <remarks>Abramowitz, Stegun 1964, 7.1.6 and 7.1.14.</remarks>
    public static double Erf(double x)
    {
        var a = Math.Abs(x);
        if (double.IsNaN(x)) return x;
        if (a > 6) return Math.Sign(x);
        return Math.CopySign(a < 2.5 ? Series(a) : 1 - Complement(a), x);
    }

    private static double Series(double a)
    {
        var term = a;
        var sum = a;
        for (var n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * a * a / (2 * n + 1);
            sum += term;
        }

        return sum * Math.Exp(-a * a) * 2 / Math.Sqrt(Math.PI);
    }

    private static double Complement(double a)
    {
        var fraction = a;
        for (var n = 120; n >= 1; n--) fraction = a + n / 2.0 / fraction;
        return Math.Exp(-a * a) / Math.Sqrt(Math.PI) / fraction;
    }
}
