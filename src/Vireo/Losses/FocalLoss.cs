using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Cross-entropy that looks away from what is easy.</summary>
/// <remarks>Lin et al. 2017, "Focal loss for dense object detection", arXiv:1708.02002.</remarks>
public static class FocalLoss
{
    extension(Tensor x)
    {
        /// <summary><c>a (1 - q)^gamma · bce(x, t)</c> with q the probability of the target,
        /// <c>σ(x) t + σ(-x) (1 - t)</c>, and <c>a = alpha t + (1 - alpha) (1 - t)</c>; element by element.</summary>
        /// <param name="targets">t in [0, 1], of the scores' shape.</param>
        /// <param name="gamma">Zero is plain cross-entropy.</param>
        /// <param name="alpha">Weight of the positive side; null for none.</param>
        /// <param name="reduction">What becomes of the losses.</param>
        public Tensor SigmoidFocal(
            Tensor targets, double gamma = 2, double? alpha = 0.25, Reduction reduction = Reduction.Mean)
        {
            var losses = x.BinaryCrossEntropyWithLogits(targets, reduction: Reduction.None);
            var miss = x.Sigmoid() * (1.0 - targets) + (-x).Sigmoid() * targets;
            if (gamma != 0) losses *= miss.Power(gamma);
            if (alpha is { } share) losses *= targets * (2 * share - 1) + (1 - share);
            return losses.Reduce(reduction);
        }

        /// <summary><c>-(1 - p[y])^gamma · ln p[y]</c> with p the softmax of scores <c>[N, C, …]</c>.</summary>
        /// <param name="labels">y <c>[N, …]</c>, I64.</param>
        /// <param name="gamma">Zero is plain cross-entropy.</param>
        /// <param name="reduction">What becomes of the losses <c>[N, …]</c>.</param>
        public Tensor SoftmaxFocal(Tensor labels, double gamma = 2, Reduction reduction = Reduction.Mean)
        {
            var losses = x.CrossEntropy(labels, reduction: Reduction.None);
            if (gamma != 0) losses *= (-(-losses).Expm1()).Power(gamma);
            return losses.Reduce(reduction);
        }
    }
}
