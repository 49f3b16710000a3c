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
            LossParts.RequireWeights("multi_margin", x, weights);
            ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 2);
            var own = x.Gather(1, labels.Reshape([-1, 1]));
            var misses = (x - own + margin).Relu();
            if (order != 1) misses = misses.Power(order);
            if (weights is not null) misses *= weights.Gather(0, labels).Reshape([-1, 1]);
            var others = 1.0 - labels.OneHot(x.Shape[1], x.DType);
            return ((misses * others).Sum([-1]) / x.Shape[1]).Reduce(reduction);
        }

        /// <summary><c>1 / C · Σ max(0, 1 - x[y] + x[c])</c> over the right classes y and the wrong ones c, for scores
        /// <c>[N, C]</c>.</summary>
        /// <param name="labels">Right classes of each sample <c>[N, C]</c>, I64: those before the first negative
        /// number.</param>
        /// <param name="reduction">What becomes of the losses <c>[N]</c>.</param>
        /// <exception cref="ShapeException">The shapes are not <c>[N, C]</c> both.</exception>
        public Tensor MultiLabelMargin(Tensor labels, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("multi_label_margin", x, labels);
            if (x.Shape.Rank != 2)
            {
                throw new ShapeException("multi_label_margin", "there must be samples and classes.",
                    [("x", x.Spec, "N, C"), ("labels", labels.Spec, "N, C")], "Reshape both to two axes.");
            }

            var classes = x.Shape[1];
            var none = Tensor.Scalar(0, labels.DType);
            var places = Tensor.Of(new Iota { Count = classes, DType = labels.DType });
            var ends = labels.IsAtLeast(none).Where(Tensor.Scalar(classes, labels.DType), places);
            var counts = (ends.ReduceMin([1], keepAxes: true) > places).Cast(x.DType);
            var known = labels.Max(none);
            var right = (known.OneHot(classes, x.DType) * counts.Reshape([-1, classes, 1])).ReduceMax([1]);
            var own = x.Gather(1, known).Reshape([-1, classes, 1]);
            var misses = (1.0 - own + x.Reshape([-1, 1, classes])).Relu() * counts.Reshape([-1, classes, 1]);
            return ((misses * (1.0 - right).Reshape([-1, 1, classes])).Sum([1, 2]) / classes).Reduce(reduction);
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
