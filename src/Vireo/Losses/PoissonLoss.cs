using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Negative log-likelihood of counts.</summary>
public static class PoissonLoss
{
    extension(Tensor x)
    {
        /// <summary><c>eˣ - t x</c>, or <c>x - t ln(x + epsilon)</c> where x is no logarithm; element by element. In
        /// full, with Stirling's <c>t ln t - t + ln(2 π t) / 2</c> where <c>t &gt; 1</c>.</summary>
        /// <param name="targets">Counts t, of the same shape.</param>
        /// <param name="isLog">Whether x is the logarithm of the expected count.</param>
        /// <param name="full">Whether the part that depends on t alone is added.</param>
        /// <param name="epsilon">Keeps the logarithm finite.</param>
        /// <param name="reduction">What becomes of the losses.</param>
        public Tensor PoissonNegativeLogLikelihood(
            Tensor targets, bool isLog = true, bool full = false, double epsilon = 1e-8,
            Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("poisson_nll", x, targets);
            var losses = isLog ? x.Exp() - targets * x : x - targets * (x + epsilon).Log();
            if (!full) return losses.Reduce(reduction);
            var isMany = targets > 1;
            var many = isMany.Where(targets, Tensor.Scalar(1, x.DType));
            var rest = many * many.Log() - many + 0.5 * (many * (2 * Math.PI)).Log();
            return (losses + isMany.Where(rest, Tensor.Scalar(0, x.DType))).Reduce(reduction);
        }
    }
}
