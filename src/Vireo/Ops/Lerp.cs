namespace Vireo.Ops;

/// <summary>Mixtures, composed.</summary>
public static class LerpOp
{
    extension(Tensor a)
    {
        /// <summary><c>y = a + weight · (b - a)</c>, with broadcasting.</summary>
        public Tensor Lerp(Tensor b, Tensor weight)
        {
            ArgumentNullException.ThrowIfNull(b);
            return a + weight * (b - a);
        }

        /// <summary><c>y = a + weight · (b - a)</c>, with broadcasting.</summary>
        public Tensor Lerp(Tensor b, double weight) => a.Lerp(b, Tensor.Scalar(weight, a.DType));
    }
}
