using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Cross-entropy of class scores and labels.</summary>
public static class CrossEntropyLoss
{
    extension(Tensor logits)
    {
        /// <summary>For each sample or place <c>-(1 - s) · w[y] · ln p[y] - s / C · Σ w[c] · ln p[c]</c>, with p the
        /// softmax of the scores, s the smoothing and w the class weights; their mean is weighted by w[y]. With soft
        /// targets t in place of labels <c>-Σ w[c] · t'[c] · ln p[c]</c>, <c>t' = (1 - s) · t + s / C</c>, and a plain
        /// mean.</summary>
        /// <remarks>Smoothing: Szegedy et al. 2015, arXiv:1512.00567. The same formulas as PyTorch's.</remarks>
        /// <param name="labels">Class numbers <c>[N, …]</c>, I64, for scores <c>[N, C, …]</c>; or soft targets of the
        /// scores' shape, a float type.</param>
        /// <param name="smoothing">In [0, 1].</param>
        /// <param name="weights">One weight per class <c>[C]</c>; ones when left out.</param>
        /// <param name="ignored">A label that does not count, neither in the sum nor in the mean. If no other is there
        /// the mean is not a number.</param>
        /// <param name="reduction">What becomes of the losses <c>[N, …]</c>.</param>
        /// <exception cref="ShapeException">Labels do not fit the scores.</exception>
        public Tensor CrossEntropy(
            Tensor labels, double smoothing = 0, Tensor? weights = null, long? ignored = null,
            Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(labels);
            ArgumentOutOfRangeException.ThrowIfNegative(smoothing);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(smoothing, 1);
            if (labels.DType.IsFloat) return SoftTargets(logits, labels, smoothing, weights, reduction);
            LossParts.RequireLabels("cross_entropy", logits, labels);
            LossParts.RequireWeights("cross_entropy", logits, weights);
            return ClassLoss.Of(logits.ClassRows().LogSoftmax(), labels, smoothing, weights, ignored, reduction);
        }
    }

    private static Tensor SoftTargets(
        Tensor logits, Tensor targets, double smoothing, Tensor? weights, Reduction reduction)
    {
        LossParts.RequireSame("cross_entropy", logits, targets);
        LossParts.RequireWeights("cross_entropy", logits, weights);
        var rows = targets.ClassRows();
        if (smoothing > 0) rows = rows * (1 - smoothing) + smoothing / logits.Shape[1];
        var terms = rows * logits.ClassRows().LogSoftmax();
        var losses = -(weights is null ? terms : terms * weights).Sum([-1]);
        return losses.Reshape([logits.Shape[0], .. logits.Shape.Extents[2..]]).Reduce(reduction);
    }
}
