namespace Vireo.Ops;

/// <summary>Hard tanh, composed.</summary>
public static class HardTanhOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = min(max(x, low), high)</c>; the gradient at the bounds is zero; any shape in, the same shape
        /// out.</summary>
        public Tensor HardTanh(double low = -1, double high = 1) =>
            Tensor.Of(new Clamp { Low = low, High = high, Flat = true }, x);
    }
}
