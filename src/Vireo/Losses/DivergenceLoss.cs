using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>How far one distribution is from another.</summary>
/// <remarks>Kullback, Leibler 1951, "On information and sufficiency"; Lin 1991, "Divergence measures based on the
/// Shannon entropy".</remarks>
public static class DivergenceLoss
{
    extension(Tensor x)
    {
        /// <summary>Kullback-Leibler divergence <c>t (ln t - x)</c> of log-probabilities x from targets t, element by
        /// element; targets of zero add nothing.</summary>
        /// <param name="targets">t, or <c>ln t</c> if <paramref name="areLogs"/>; of the same shape.</param>
        /// <param name="areLogs">Whether targets are given as logarithms.</param>
        /// <param name="reduction">What becomes of the terms; mathematically right is the mean of samples.</param>
        public Tensor KlDivergence(
            Tensor targets, bool areLogs = false, Reduction reduction = Reduction.SampleMean)
        {
            LossParts.RequireSame("kl_divergence", x, targets);
            if (areLogs) return (targets.Exp() * (targets - x)).Reduce(reduction);
            var isPositive = targets > 0;
            var logs = isPositive.Where(targets, Tensor.Scalar(1, x.DType)).Log();
            return isPositive.Where(targets * (logs - x), Tensor.Scalar(0, x.DType)).Reduce(reduction);
        }

        /// <summary>Jensen-Shannon divergence of two distributions that are given as log-probabilities: half of both
        /// divergences from their mean. Symmetric, at most ln 2 for a sample.</summary>
        /// <param name="other">The other log-probabilities, of the same shape.</param>
        /// <param name="reduction">What becomes of the terms.</param>
        public Tensor JensenShannon(Tensor other, Reduction reduction = Reduction.SampleMean)
        {
            LossParts.RequireSame("jensen_shannon", x, other);
            var middle = x.Max(other) + (-(x - other).Abs()).Exp().Log1p() - Math.Log(2);
            return ((x.Exp() * (x - middle) + other.Exp() * (other - middle)) * 0.5).Reduce(reduction);
        }
    }
}
