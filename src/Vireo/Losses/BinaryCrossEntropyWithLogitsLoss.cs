using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Cross-entropy of scores, whose sigmoid is the probability, and targets in [0, 1].</summary>
public static class BinaryCrossEntropyWithLogitsLoss
{
    extension(Tensor x)
    {
        /// <summary><c>-w (b t ln σ(x) + (1 - t) ln σ(-x))</c>, element by element, without overflow.</summary>
        /// <param name="targets">t, of the scores' shape.</param>
        /// <param name="positiveWeights">b, weight of the positive side; any shape that broadcasts.</param>
        /// <param name="weights">w; any shape that broadcasts.</param>
        /// <param name="reduction">What becomes of the losses.</param>
        public Tensor BinaryCrossEntropyWithLogits(
            Tensor targets, Tensor? positiveWeights = null, Tensor? weights = null,
                Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("binary_cross_entropy_with_logits", x, targets);
            var positive = positiveWeights is null ? targets : targets * positiveWeights;
            var losses = positive * (-x).Softplus() + (1.0 - targets) * x.Softplus();
            return (weights is null ? losses : losses * weights).Reduce(reduction);
        }
    }
}
