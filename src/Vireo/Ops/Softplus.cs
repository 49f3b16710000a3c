namespace Vireo.Ops;

/// <summary>Softplus, <c>ln(1 + eˣ)</c>, composed.</summary>
/// <remarks>Dugas et al. 2001, "Incorporating second-order functional knowledge for better option pricing".</remarks>
public static class SoftplusOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = ln(1 + e^(sharpness · x)) / sharpness</c>, without overflow; any shape in, the same shape
        /// out.</summary>
        public Tensor Softplus(double sharpness = 1)
        {
            if (sharpness != 1) return (x * sharpness).Softplus() / sharpness;

            // At zero the maximum passes half of the gradient and |x| none of it, which is what the sigmoid has there.
            return x.Max(Tensor.Scalar(0, x.DType)) + (-x.Abs()).Exp().Log1p();
        }

        /// <summary><see cref="Softplus"/>, and x itself where <c>sharpness · x</c> exceeds a limit.</summary>
        public Tensor SoftplusUpTo(double limit, double sharpness = 1) =>
            (x * sharpness > limit).Where(x, x.Softplus(sharpness));
    }
}
