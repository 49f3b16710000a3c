namespace Vireo.Ops;

/// <summary>Norms of vectors, composed.</summary>
public static class NormOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = (Σ |x|^p)^(1/p)</c> along <paramref name="axes"/>, or all of them. An infinite
        /// <paramref name="p"/> gives the greatest (or least) magnitude, whose gradient equal ones share; zero gives
        /// the number of elements other than zero. Where the result is zero, so is the gradient.</summary>
        public Tensor Norm(double p = 2, ReadOnlySpan<int> axes = default, bool keepAxes = false) => p switch
        {
            2 => ZeroSafe.Power((x * x).Sum(axes, keepAxes), 0.5),
            1 => x.Abs().Sum(axes, keepAxes),
            0 => (x.Abs() > 0).Cast(x.DType).Sum(axes, keepAxes),
            double.PositiveInfinity => x.Abs().ReduceMax(axes, keepAxes),
            double.NegativeInfinity => x.Abs().ReduceMin(axes, keepAxes),
            > 0 and < 1 => ZeroSafe.Power(ZeroSafe.Power(x.Abs(), p).Sum(axes, keepAxes), 1 / p),
            _ => ZeroSafe.Power(x.Abs().Power(p).Sum(axes, keepAxes), 1 / p),
        };
    }
}
