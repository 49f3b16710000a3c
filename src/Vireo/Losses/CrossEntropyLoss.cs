using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Cross-entropy of class scores and labels.</summary>
public static class CrossEntropyLoss
{
    extension(Tensor logits)
    {
        /// <summary>Mean over samples of <c>-(1 - s) · w[y] · ln p[y] - s / C · Σ w[c] · ln p[c]</c>, with p the softmax of the
        /// scores, s the smoothing and w the class weights; with weights the mean is weighted by w[y].</summary>
        /// <remarks>Smoothing: Szegedy et al. 2015, arXiv:1512.00567. The same formula as PyTorch's.</remarks>
        /// <param name="labels">Class numbers <c>[N]</c>, I64, for scores <c>[N, C]</c>.</param>
        /// <param name="smoothing">In [0, 1].</param>
        /// <param name="weights">One weight per class <c>[C]</c>; ones when left out.</param>
        public Tensor CrossEntropy(Tensor labels, double smoothing = 0, Tensor? weights = null)
        {
            ArgumentNullException.ThrowIfNull(labels);
            ArgumentOutOfRangeException.ThrowIfNegative(smoothing);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(smoothing, 1);
            var (samples, classes) = (logits.Shape[0], logits.Shape[1]);
            var column = labels.Reshape([samples, 1]);
            var logs = logits.LogSoftmax();
            var own = logs.Gather(1, column);
            var total = Tensor.Scalar(samples, logits.DType);
            if (weights is not null)
            {
                var chosen = weights.Reshape([1, classes]).Expand([samples, classes]).Gather(1, column);
                (own, logs, total) = (own * chosen, logs * weights, chosen.Sum());
            }

            var loss = -own.Sum();
            if (smoothing > 0) loss = loss * (1 - smoothing) - logs.Sum() * (smoothing / classes);
            return loss / total;
        }
    }
}
