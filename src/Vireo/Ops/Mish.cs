namespace Vireo.Ops;

/// <summary>Mish, composed.</summary>
/// <remarks>Misra 2019, arXiv:1908.08681.</remarks>
public static class MishOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x · tanh(softplus(x))</c>; any shape in, the same shape out.</summary>
        public Tensor Mish() => x * x.Softplus().Tanh();
    }
}
