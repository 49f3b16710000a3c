namespace Vireo.Ops;

/// <summary>Hard shrinkage, composed.</summary>
public static class HardShrinkOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x</c> where <c>|x| &gt; limit</c>, else zero; any shape in, the same shape out.</summary>
        public Tensor HardShrink(double limit = 0.5) =>
            (x.Abs() > limit).Where(x, Tensor.Scalar(0, x.DType));
    }
}
