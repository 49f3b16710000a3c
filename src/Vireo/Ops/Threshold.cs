namespace Vireo.Ops;

/// <summary>Threshold, composed.</summary>
public static class ThresholdOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x</c> above <paramref name="limit"/>, else <paramref name="value"/>; any shape in, the same
        /// shape out.</summary>
        public Tensor Threshold(double limit, double value) =>
            (x > limit).Where(x, Tensor.Scalar(value, x.DType));
    }
}
