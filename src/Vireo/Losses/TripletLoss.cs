using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>An anchor shall be nearer to its like than to others.</summary>
/// <remarks>Schroff, Kalenichenko, Philbin 2015, "FaceNet", arXiv:1503.03832; hardest of a batch: Hermans, Beyer, Leibe
/// 2017, arXiv:1703.07737.</remarks>
public static class TripletLoss
{
    extension(Tensor x)
    {
        /// <summary><c>max(0, |x - positive| - |x - negative| + margin)</c> for rows <c>[N, D]</c>.</summary>
        /// <param name="positive">Like the anchor <c>[N, D]</c>.</param>
        /// <param name="negative">Unlike it <c>[N, D]</c>.</param>
        /// <param name="margin">By how much nearer.</param>
        /// <param name="order">Order of the norm.</param>
        /// <param name="swap">Whether the distance of positive and negative counts if it is smaller (Balntas et al.
        /// 2016).</param>
        /// <param name="epsilon">Added to each difference.</param>
        /// <param name="reduction">What becomes of the losses <c>[N]</c>.</param>
        public Tensor Triplet(
            Tensor positive, Tensor negative, double margin = 1, double order = 2, bool swap = false,
            double epsilon = 1e-6, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireSame("triplet", x, positive);
            LossParts.RequireSame("triplet", x, negative);
            var far = Distance(x, negative, order, epsilon);
            if (swap) far = far.Min(Distance(positive, negative, order, epsilon));
            return (Distance(x, positive, order, epsilon) - far + margin).Relu().Reduce(reduction);
        }

        /// <summary><c>max(0, farthest of the same class - nearest of another + margin)</c> for each row of
        /// <c>[N, D]</c>, in Euclidean distance.</summary>
        /// <param name="labels">Classes <c>[N]</c>, I64.</param>
        /// <param name="margin">By how much nearer.</param>
        /// <param name="reduction">What becomes of the losses <c>[N]</c>.</param>
        public Tensor HardestTriplet(Tensor labels, double margin = 0.3, Reduction reduction = Reduction.Mean)
        {
            LossParts.RequireLabels("hardest_triplet", x, labels);
            var distances = x.SquaredDistances(x).SafeSqrt();
            var isSame = labels.SameLabels();
            var farthest = isSame.Where(distances, Tensor.Scalar(0, x.DType)).ReduceMax([-1]);
            var nearest = isSame.Where(Tensor.Scalar(double.PositiveInfinity, x.DType), distances).ReduceMin([-1]);
            return (farthest - nearest + margin).Relu().Reduce(reduction);
        }
    }

    private static Tensor Distance(Tensor a, Tensor b, double order, double epsilon)
    {
        var difference = a - b + epsilon;
        return order == 2
            ? (difference * difference).Sum([-1]).SafeSqrt()
            : difference.Abs().Power(order).Sum([-1]).Power(1 / order);
    }
}
