using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Online hard example mining: of the losses of a batch only the hardest count.</summary>
/// <remarks>Shrivastava, Gupta, Girshick 2016, arXiv:1604.03540.</remarks>
public static class HardestLoss
{
    extension(Tensor losses)
    {
        /// <summary>Keeps the losses that reach the threshold or are among the k greatest,
        /// <c>k = max(leastKept, ⌈fraction · n⌉)</c>; the others become zero, and leave the mean. For segmentation the
        /// usual choice is <c>threshold: -Math.Log(0.7), leastKept: 10_000</c>: every place where the true class has
        /// less than 0.7.</summary>
        /// <param name="fraction">Share of all losses, in [0, 1].</param>
        /// <param name="threshold">A loss; none when left out.</param>
        /// <param name="leastKept">As many stay at least, if there are so many.</param>
        /// <param name="valid">Where it is false (Bool, of the losses' shape) a loss never stays, such as at ignored
        /// labels; null for everywhere. It still counts in n.</param>
        /// <param name="reduction">What becomes of the losses, which were not reduced so far; the mean is of those
        /// kept.</param>
        /// <exception cref="ArgumentOutOfRangeException">The fraction is not in [0, 1], or a count is
        /// negative.</exception>
        /// <exception cref="ShapeException"><paramref name="valid"/> has another shape.</exception>
        public Tensor Hardest(
            double fraction = 0, double threshold = double.PositiveInfinity, int leastKept = 0, Tensor? valid = null,
            Reduction reduction = Reduction.Mean)
        {
            var ranked = losses.Detach();
            if (valid is not null)
            {
                LossParts.RequireSame("hardest", losses, valid);
                ranked = valid.Where(ranked, Tensor.Scalar(double.NegativeInfinity, losses.DType));
            }

            var op = new HardestMask { Fraction = fraction, Threshold = threshold, LeastKept = leastKept };
            var stays = Tensor.Of(op, ranked);
            var kept = stays.Where(losses, Tensor.Scalar(0, losses.DType));
            if (reduction != Reduction.Mean) return kept.Reduce(reduction);
            return kept.Sum() / stays.Cast(losses.DType).Sum().Max(Tensor.Scalar(1, losses.DType));
        }
    }
}
