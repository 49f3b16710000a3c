namespace Vireo.Ops;

/// <summary>Powers below one, which are steep at zero.</summary>
internal static class ZeroSafe
{
    /// <summary><c>y = x^exponent</c> for x from zero on; the gradient at zero is zero, not infinite.</summary>
    public static Tensor Power(Tensor x, double exponent)
    {
        var isZero = x.IsEqualTo(Tensor.Scalar(0, x.DType));
        var safe = isZero.Where(Tensor.Scalar(1, x.DType), x);
        var power = exponent == 0.5 ? safe.Sqrt() : safe.Power(exponent);
        return isZero.Where(Tensor.Scalar(exponent < 0 ? double.PositiveInfinity : 0, x.DType), power);
    }
}
