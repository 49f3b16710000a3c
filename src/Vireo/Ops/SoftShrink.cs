namespace Vireo.Ops;

/// <summary>Soft shrinkage, composed.</summary>
public static class SoftShrinkOp
{
    extension(Tensor x)
    {
        /// <summary><c>y</c> is x, nearer to zero by <paramref name="limit"/>, zero when it is nearer anyway; any shape
        /// in, the same shape out.</summary>
        public Tensor SoftShrink(double limit = 0.5) => x - x.Clamp(-limit, limit);
    }
}
