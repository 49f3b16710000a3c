namespace Vireo.Ops;

/// <summary>Local response normalisation, composed.</summary>
/// <remarks>Krizhevsky, Sutskever, Hinton 2012, "ImageNet classification with deep convolutional neural networks".
/// </remarks>
public static class LocalResponseNormOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x / (k + alpha · mean of x² over Size neighbouring channels)^beta</c>; channels beyond the
        /// ends count as zero. <c>[N, C, …]</c>, the same shape out.</summary>
        /// <exception cref="ShapeException">There is no axis of channels, or no channel to look at.</exception>
        public Tensor LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1)
        {
            if (x.Shape.Rank < 2 || size < 1)
            {
                throw new ShapeException("local_response_norm", $"{size} neighbouring channels of this.",
                    [("x", x.Spec, "N, C, …")], "Pass at least two axes and a size of one or more.");
            }

            var squares = (x * x).Pad(1, size / 2, (size - 1) / 2);
            var sum = squares.Slice(1, 0, x.Shape[1]);
            for (var i = 1; i < size; i++) sum += squares.Slice(1, i, i + x.Shape[1]);
            return x * (sum * (alpha / size) + k).Power(-beta);
        }
    }
}
