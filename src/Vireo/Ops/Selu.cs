namespace Vireo.Ops;

/// <summary>SELU, the ELU that keeps mean and variance, composed.</summary>
/// <remarks>Klambauer et al. 2017, arXiv:1706.02515.</remarks>
public static class SeluOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = s · elu(x, a)</c> with s = 1.0507…, a = 1.6732…; any shape in, the same shape out.</summary>
        public Tensor Selu() => x.Elu(1.6732632423543772) * 1.0507009873554805;
    }
}
