namespace Vireo.Ops;

/// <summary>CELU, the ELU with a continuous derivative, composed.</summary>
/// <remarks>Barron 2017, arXiv:1704.07483.</remarks>
public static class CeluOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x</c> above zero, else <c>alpha · (e^(x / alpha) - 1)</c>; any shape in, the same shape
        /// out.</summary>
        public Tensor Celu(double alpha = 1) =>
            x.Relu() + alpha * (x.Clamp(double.NegativeInfinity, 0) / alpha).Expm1();
    }
}
