namespace Vireo.Ops;

/// <summary>Logarithm of the sigmoid, composed.</summary>
public static class LogSigmoidOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = -ln(1 + e⁻ˣ)</c>, without overflow; any shape in, the same shape out.</summary>
        public Tensor LogSigmoid() => -(-x).Softplus();
    }
}
