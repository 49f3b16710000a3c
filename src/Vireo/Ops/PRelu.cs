namespace Vireo.Ops;

/// <summary>PReLU, the leaky ReLU with learned slopes, composed.</summary>
/// <remarks>He et al. 2015, "Delving deep into rectifiers", arXiv:1502.01852.</remarks>
public static class PReluOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x</c> above zero, else <c>slope · x</c>, with one slope or one for each channel (axis 1):
        /// <c>[1]</c> or <c>[C]</c>; any shape in, the same shape out.</summary>
        public Tensor PRelu(Tensor slope)
        {
            ArgumentNullException.ThrowIfNull(slope);
            var spread = slope.Shape.Count == 1 ? slope.Reshape([1]) : Channels.Spread(slope, x.Shape);
            return (x > 0).Where(x, x * spread);
        }
    }
}
