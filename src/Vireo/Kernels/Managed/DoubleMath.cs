namespace Vireo.Kernels.Managed;

/// <summary>Functions of double that the base library lacks; made for truth, not for speed.</summary>
internal static class DoubleMath
{
    /// <summary>Error function to about 1e-15: <c>erf x = 2/√π · e^(-x²) · Σ 2^k x^(2k+1) / (2k+1)!!</c>, all terms of
    /// one sign.</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) > 6) return Math.Sign(x);
        var (term, sum, square) = (x, x, 2 * x * x);
        for (var k = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); k += 2)
        {
            term *= square / k;
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
