namespace Vireo.Ops;

/// <summary>ELU, composed.</summary>
/// <remarks>Clevert, Unterthiner, Hochreiter 2015, arXiv:1511.07289.</remarks>
public static class EluOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x</c> above zero, else <c>alpha · (eˣ - 1)</c>; any shape in, the same shape out.</summary>
        public Tensor Elu(double alpha = 1) =>
            x.Relu() + alpha * x.Clamp(double.NegativeInfinity, 0).Expm1();
    }
}
