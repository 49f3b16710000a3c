namespace Vireo.Ops;

/// <summary>GELU in the form with tanh, composed.</summary>
/// <remarks>Hendrycks, Gimpel 2016, arXiv:1606.08415.</remarks>
public static class GeluTanhOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) / 2</c>; any shape in, the same shape
        /// out.</summary>
        public Tensor GeluTanh()
        {
            var inner = (x + 0.044715 * (x * x * x)) * Math.Sqrt(2 / Math.PI);
            return 0.5 * x * (1 + inner.Tanh());
        }
    }
}
