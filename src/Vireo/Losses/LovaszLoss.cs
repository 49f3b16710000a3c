using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>One minus the intersection over union of masks, made smooth: errors sorted, times how much each adds to the
/// Jaccard loss.</summary>
/// <remarks>Berman, Triki, Blaschko 2018, "The Lovász-softmax loss", arXiv:1705.08790.</remarks>
public static class LovaszLoss
{
    extension(Tensor x)
    {
        /// <summary>For probabilities <c>[N, C, …]</c>, each class by itself with errors <c>|t - p|</c>; mean over
        /// classes.</summary>
        /// <param name="labels">Class numbers <c>[N, …]</c>.</param>
        /// <param name="presentOnly">Whether classes that no label names are left out of the mean.</param>
        /// <param name="perImage">Whether each image is treated by itself, and the mean is over images.</param>
        /// <param name="ignored">A label that does not count.</param>
        /// <exception cref="ShapeException">Labels do not fit the probabilities.</exception>
        public Tensor LovaszSoftmax(
            Tensor labels, bool presentOnly = true, bool perImage = false, long? ignored = null)
        {
            LossParts.RequireLabels("lovasz_softmax", x, labels);
            var (n, c) = (x.Shape[0], x.Shape[1]);
            var flat = labels.Reshape([n, 1, -1]);
            var classes = Tensor.Of(new Iota { Count = c, DType = labels.DType }).Reshape([1, c, 1]);
            var truths = flat.IsEqualTo(classes);
            var errors = (truths.Cast(x.DType) - x.Reshape([n, c, -1])).Abs();
            var isValid = ignored is { } none ? Differs(flat, none).Cast(x.DType).Expand(errors.Shape) : null;

            // Rows are classes of one image, or of all images together.
            Tensor Rows(Tensor t) => perImage ? t.Reshape([n * c, -1]) : t.Transpose(1, 0, 2).Reshape([c, -1]);
            var valid = isValid is null ? null : Rows(isValid) > 0;
            var set = Rows(truths.Cast(x.DType));
            if (valid is not null) set = valid.Where(set, Tensor.Scalar(0, x.DType));
            var losses = Jaccard(Rows(errors), Rows(errors), set > 0, valid).Reshape([-1, c]);
            if (!presentOnly) return losses.Mean();
            var present = set.ReduceMax([1]).Reshape([-1, c]);
            var counts = present.Sum([1]).Max(Tensor.Scalar(1, x.DType));
            return ((losses * present).Sum([1]) / counts).Mean();
        }

        /// <summary>For two classes: of scores <c>[N, …]</c>, positive where the mask is thought to be, with errors
        /// <c>1 - x s</c>, s one or minus one; only positive errors count.</summary>
        /// <param name="targets">Zero or one, of the scores' shape.</param>
        /// <param name="perImage">Whether each image is treated by itself, and the mean is over images.</param>
        /// <param name="ignored">A target that does not count.</param>
        /// <exception cref="ShapeException">The shapes differ.</exception>
        public Tensor LovaszHinge(Tensor targets, bool perImage = true, long? ignored = null)
        {
            LossParts.RequireSame("lovasz_hinge", x, targets);
            var rows = perImage && x.Shape.Rank > 1 ? x.Shape[0] : 1;
            var (scores, flat) = (x.Reshape([rows, -1]), targets.Reshape([rows, -1]));
            var valid = ignored is { } none ? Differs(flat, none) : null;
            var truths = flat.IsEqualTo(Tensor.Scalar(1, flat.DType));
            var errors = 1.0 - scores * (truths.Cast(x.DType) * 2 - 1.0);
            return Jaccard(errors, errors.Relu(), truths, valid).Mean();
        }
    }

    /// <summary>Sums <c>[G]</c> of costs <c>[G, P]</c> times the weights that errors have by their order.</summary>
    private static Tensor Jaccard(Tensor errors, Tensor costs, Tensor truths, Tensor? valid)
    {
        if (valid is not null)
        {
            // Behind all others a place that is no truth changes no other's weight.
            errors = valid.Where(errors, Tensor.Scalar(double.NegativeInfinity, errors.DType));
            costs = valid.Where(costs, Tensor.Scalar(0, costs.DType));
            truths = valid.Where(truths.Cast(costs.DType), Tensor.Scalar(0, costs.DType)) > 0;
        }

        return (costs * Tensor.Of(new JaccardWeights(), errors.Detach(), truths)).Sum([1]);
    }

    private static Tensor Differs(Tensor labels, long value) =>
        labels.IsEqualTo(Tensor.Scalar(value, labels.DType)).Cast(DType.F32) < 1;
}
