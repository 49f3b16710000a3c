namespace Vireo.Ops;

/// <summary>Dropout, composed: the same graph for every step, other bits for every step.</summary>
/// <remarks>Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting".</remarks>
public static class DropoutOp
{
    extension(Tensor x)
    {
        /// <summary>Zeroes elements with a probability and scales the others by <c>1 / (1 - probability)</c>.</summary>
        /// <param name="probability">In [0, 1).</param>
        /// <param name="state">Seed and step, <c>[2]</c> I64.</param>
        /// <param name="stream">Number of this random op within the graph.</param>
        /// <param name="shape">Extents of the mask; the shape of x when left out. Extents of one drop whole
        /// slices.</param>
        public Tensor Dropout(double probability, Tensor state, int stream, Shape? shape = null)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(probability);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1);
            if (probability == 0) return x;
            var random = Tensor.Of(
                new RandomUniform { Stream = stream, Shape = shape ?? x.Shape, DType = x.DType }, state);
            var keep = random.IsAtLeast(Tensor.Scalar(probability, x.DType));
            return keep.Where(x * (1 / (1 - probability)), Tensor.Scalar(0, x.DType));
        }
    }
}
