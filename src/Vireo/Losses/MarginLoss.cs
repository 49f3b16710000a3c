using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Losses of class scores with a margin.</summary>
public static class MarginLoss
{
    extension(Tensor x)
    {
        /// <summary><c>1 / C · Σ w[y] max(0, margin - x[y] + x[c])^order</c> over the classes other than y, for scores
        /// <c>[N, C]</c>.</summary>
        /// <param name="labels">y <c>[N]</c>, I64.</param>
        /// <param name="order">One or two.</param>
        /// <param name="margin">By how much the right class shall lead.</param>
        /// <param name="weights">w, one for each class <c>[C]</c>; ones when left out.</param>
        /// <param name="reduction">What becomes of the losses <c>[N]</c>.</param>
        public Tensor MultiMargin(
            Tensor labels, int order = 1, double margin = 1, Tensor? weights = null,
                Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireLabels("multi_margin", x, labels);
            var own = x.Gather(1, labels.Reshape([-1, 1]));
            var misses = (x - own + margin).Relu();
            if (order != 1) misses = misses.Power(order);
            if (weights is not null) misses *= weights.Gather(0, labels).Reshape([-1, 1]);
            var others = 1.0 - labels.OneHot(x.Shape[1], x.DType);
            return ((misses * others).Sum([-1]) / x.Shape[1]).Reduce(reduction);
        }

        /// <summary><c>ln(1 + e^(-t x))</c>, t one or minus one; element by element.</summary>
        public Tensor SoftMargin(Tensor targets, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("soft_margin", x, targets);
            return (-(targets * x)).Softplus().Reduce(reduction);
        }

        /// <summary>Binary cross-entropy of scores <c>[N, C]</c>, its mean over the classes; t in [0, 1].</summary>
        /// <param name="targets">t <c>[N, C]</c>.</param>
        /// <param name="weights">One for each class <c>[C]</c>; ones when left out.</param>
        /// <param name="reduction">What becomes of the losses <c>[N]</c>.</param>
        public Tensor MultiLabelSoftMargin(
            Tensor targets, Tensor? weights = null, Reduction reduction = Reduction.Mean) =>
            x.BinaryCrossEntropyWithLogits(targets, weights: weights, reduction: Reduction.None).Mean([-1]).Reduce(
                reduction);
    }
}
