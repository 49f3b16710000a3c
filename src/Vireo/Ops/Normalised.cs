namespace Vireo.Ops;

/// <summary>Unit vectors, composed.</summary>
public static class NormalisedOp
{
    private const double LeastNormal = 1.2e-38; // in single precision

    extension(Tensor x)
    {
        /// <summary><c>y = x / max(|x|, ε)</c> along an axis, by the Euclidean length; the same shape out.</summary>
        public Tensor Normalised(int axis = -1, double epsilon = 1e-12) => x.Normalised(2, [axis], epsilon);

        /// <summary><c>y = x / max(‖x‖, ε)</c> along axes, by the norm <c>(Σ|x|^p)^(1/p)</c>; infinity is the greatest
        /// magnitude.</summary>
        /// <param name="p">Order of the norm, above zero.</param>
        /// <param name="axes">The axes; all when none is given.</param>
        /// <param name="epsilon">The shortest length that is divided by.</param>
        public Tensor Normalised(double p, ReadOnlySpan<int> axes, double epsilon = 1e-12)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(p);
            var least = Tensor.Scalar(epsilon, x.DType);
            switch (p)
            {
                // A zero vector has no direction: it stays zero, and so does its gradient.
                case 2:
                    var squares = (x * x).Sum(axes, keepAxes: true);
                    var floor = Tensor.Scalar(epsilon * epsilon, x.DType);
                    return x / (squares > epsilon * epsilon).Where(squares, floor).Sqrt();
                case 1:
                    var sum = x.Abs().Sum(axes, keepAxes: true);
                    return x / (sum > epsilon).Where(sum, least);
                case double.PositiveInfinity:
                    var most = x.Abs().ReduceMax(axes, keepAxes: true);
                    return x / (most > epsilon).Where(most, least);
                default:
                    var powers = x.Abs().Power(p).Sum(axes, keepAxes: true);
                    var shortest = Math.Max(Math.Pow(epsilon, p), LeastNormal);
                    return x / (powers > shortest).Where(powers, Tensor.Scalar(shortest, x.DType)).Power(1 / p);
            }
        }
    }
}
