using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Cross-entropy of many labels at once, that looks away from easy negatives.</summary>
/// <remarks>Ben-Baruch et al. 2020, "Asymmetric loss for multi-label classification", arXiv:2009.14119.</remarks>
public static class AsymmetricLoss
{
    extension(Tensor x)
    {
        /// <summary><c>-t (1 - p)^gammaPositive ln p - (1 - t) q^gammaNegative ln(1 - q)</c> with <c>p = σ(x)</c> and
        /// <c>q = max(p - clip, 0)</c>; element by element.</summary>
        /// <param name="targets">t in [0, 1], of the scores' shape.</param>
        /// <param name="gammaPositive">Power for positives.</param>
        /// <param name="gammaNegative">Power for negatives.</param>
        /// <param name="clip">Probability below which a negative counts nothing.</param>
        /// <param name="reduction">What becomes of the losses.</param>
        public Tensor Asymmetric(
            Tensor targets, double gammaPositive = 1, double gammaNegative = 4, double clip = 0.05,
            Reduction reduction = Reduction.Sum)
        {
            LossParts.RequireSame("asymmetric", x, targets);
            var shifted = (x.Sigmoid() - clip).Relu();
            var positive = (-x).Softplus();
            var negative = clip == 0 ? x.Softplus() : -(1.0 - shifted).Log();
            if (gammaPositive != 0) positive *= (-x).Sigmoid().Power(gammaPositive);
            if (gammaNegative != 0) negative *= shifted.Power(gammaNegative);
            return (targets * positive + (1.0 - targets) * negative).Reduce(reduction);
        }
    }
}
