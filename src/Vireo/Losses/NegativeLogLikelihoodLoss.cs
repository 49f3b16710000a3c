namespace Vireo.Losses;

/// <summary>Loss of labels under log-probabilities.</summary>
public static class NegativeLogLikelihoodLoss
{
    extension(Tensor x)
    {
        /// <summary><c>-w[y] · ln p[y]</c>, given <c>ln p</c> <c>[N, C, …]</c>; the mean is weighted by w[y].</summary>
        /// <param name="labels">Class numbers <c>[N, …]</c>, I64.</param>
        /// <param name="weights">One weight per class <c>[C]</c>; ones when left out.</param>
        /// <param name="ignored">A label that does not count.</param>
        /// <param name="reduction">What becomes of the losses <c>[N, …]</c>.</param>
        /// <exception cref="ShapeException">Labels do not fit the scores.</exception>
        public Tensor NegativeLogLikelihood(
            Tensor labels, Tensor? weights = null, long? ignored = null, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireLabels("nll", x, labels);
            LossParts.RequireWeights("nll", x, weights);
            return ClassLoss.Of(x.ClassRows(), labels, 0, weights, ignored, reduction);
        }
    }
}
