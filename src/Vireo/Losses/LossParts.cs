using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>What losses share.</summary>
internal static class LossParts
{
    extension(Tensor losses)
    {
        /// <summary>Reduces the losses of elements.</summary>
        public Tensor Reduce(Reduction reduction) => reduction switch
        {
            Reduction.None => losses,
            Reduction.Sum => losses.Sum(),
            Reduction.SampleMean => losses.Sum() / losses.Shape[0],
            _ => losses.Mean(),
        };

        /// <summary>Scores <c>[N, C, …]</c> as rows <c>[R, C]</c>, one for each place.</summary>
        public Tensor ClassRows()
        {
            var rank = losses.Shape.Rank;
            if (rank == 2) return losses;
            return losses.Transpose([0, .. Enumerable.Range(2, rank - 2), 1]).Reshape([-1, losses.Shape[1]]);
        }

        /// <summary><c>ln p</c>, but not below -100 and without gradient there.</summary>
        public Tensor BoundedLog()
        {
            var isPositive = losses > 0;
            var logs = isPositive.Where(losses, Tensor.Scalar(1, losses.DType)).Log().Clamp(-100,
                double.PositiveInfinity);
            return isPositive.Where(logs, Tensor.Scalar(-100, losses.DType));
        }

        /// <summary><c>√x</c>; the gradient at zero is zero.</summary>
        public Tensor SafeSqrt()
        {
            var isPositive = losses > 0;
            var root = isPositive.Where(losses, Tensor.Scalar(1, losses.DType)).Sqrt();
            return isPositive.Where(root, Tensor.Scalar(0, losses.DType));
        }

        /// <summary>Squared Euclidean distances of the rows <c>[N, D]</c> to others <c>[M, D]</c>:
        /// <c>[N, M]</c>.</summary>
        public Tensor SquaredDistances(Tensor others)
        {
            var (n, m, d) = (losses.Shape[0], others.Shape[0], losses.Shape[1]);
            var difference = losses.Reshape([n, 1, d]) - others.Reshape([1, m, d]);
            return (difference * difference).Sum([-1]);
        }

        /// <summary>Whether labels <c>[N]</c> agree: <c>[N, N]</c>, Bool.</summary>
        public Tensor SameLabels() => losses.Reshape([-1, 1]).IsEqualTo(losses.Reshape([1, -1]));

        /// <summary>Ones off the diagonal of <c>[N, N]</c>.</summary>
        public static Tensor OffDiagonal(int count, DType type)
        {
            var places = Tensor.Of(new Iota { Count = count });
            return 1.0 - places.SameLabels().Cast(type);
        }
    }

    /// <summary>Throws unless both have the same shape: broadcasting would be a mistake nobody sees.</summary>
    /// <exception cref="ShapeException">They differ.</exception>
    public static void RequireSame(string loss, Tensor x, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (x.Shape == target.Shape) return;
        throw new ShapeException(
            loss, "prediction and target differ in shape.", [("x", x.Spec, ""), ("target", target.Spec, "")],
            "Reshape one of them.");
    }

    /// <summary>Throws unless there are no weights, or one for each class.</summary>
    /// <exception cref="ShapeException">There are others.</exception>
    public static void RequireWeights(string loss, Tensor scores, Tensor? weights)
    {
        if (weights is null || weights.Spec == new TensorSpec([scores.Shape[1]], scores.DType)) return;
        throw new ShapeException(
            loss, "the class weights do not fit.", [("scores", scores.Spec, "N, C, …"), ("weights", weights.Spec, "C")],
            $"Give {scores.Shape[1]} numbers of type {scores.DType}, one for each class.");
    }

    /// <summary>Throws unless there is a class axis, and labels have the other axes.</summary>
    /// <exception cref="ShapeException">They do not fit.</exception>
    public static void RequireLabels(string loss, Tensor scores, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var shape = scores.Shape;
        if (shape.Rank >= 2 && labels.Shape == Shape.Create([shape[0], .. shape.Extents[2..]])) return;
        throw new ShapeException(
            loss, "labels do not fit the scores.",
                [("scores", scores.Spec, "N, C, …"), ("labels", labels.Spec, "N, …")],
            "Labels have the axes of the scores but for the second.");
    }
}
