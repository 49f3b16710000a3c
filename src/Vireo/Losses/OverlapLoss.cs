using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>How little probabilities and a mask overlap, class by class.</summary>
/// <remarks>Dice: Milletari, Navab, Ahmadi 2016, "V-Net", arXiv:1606.04797. Tversky: Salehi et al. 2017,
/// arXiv:1706.05721.</remarks>
public static class OverlapLoss
{
    extension(Tensor x)
    {
        /// <summary>One minus the mean over classes of <c>(2 Σ p t + smooth) / (Σ p + Σ t + smooth)</c>; sums go over
        /// samples and places.</summary>
        /// <param name="targets">t <c>[N, C, …]</c> in [0, 1], for probabilities p <c>[N, C, …]</c>.</param>
        /// <param name="smooth">Makes an absent class agree with its absence.</param>
        public Tensor Dice(Tensor targets, double smooth = 1) => x.Tversky(targets, 0.5, 0.5, smooth / 2);

        /// <summary>One minus the mean over classes of <c>(TP + smooth) / (TP + alpha FP + beta FN + smooth)</c> with
        /// <c>TP = Σ p t</c>, <c>FP = Σ p (1 - t)</c>, <c>FN = Σ (1 - p) t</c> over samples and places.</summary>
        /// <param name="targets">t <c>[N, C, …]</c> in [0, 1], for probabilities p <c>[N, C, …]</c>.</param>
        /// <param name="alpha">Weight of what is there too much.</param>
        /// <param name="beta">Weight of what is missing.</param>
        /// <param name="smooth">Makes an absent class agree with its absence.</param>
        public Tensor Tversky(Tensor targets, double alpha = 0.3, double beta = 0.7, double smooth = 1)
        {
            LossParts.RequireSame("tversky", x, targets);
            var axes = Channels.Others(x.Shape);
            var hit = (x * targets).Sum(axes);
            var excess = (x.Sum(axes) - hit) * alpha;
            var lack = (targets.Sum(axes) - hit) * beta;
            return 1.0 - ((hit + smooth) / (hit + excess + lack + smooth)).Mean();
        }
    }
}
