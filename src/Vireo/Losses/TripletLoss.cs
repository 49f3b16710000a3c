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
        /// <param name="order">Order of the norm, positive; infinity for the greatest difference.</param>
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
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
            var far = Distance(x, negative, order, epsilon);
            if (swap) far = far.Min(Distance(positive, negative, order, epsilon));
            return (Distance(x, positive, order, epsilon) - far + margin).Relu().Reduce(reduction);
        }

        /// <summary><c>max(0, farthest of the same class - nearest of another + margin)</c> for each row of
        /// <c>[N, D]</c>, in Euclidean distance.</summary>
        /// <param name="labels">Classes <c>[N]</c>, I64.</param>
        /// <param name="margin">By how much nearer.</param>
        /// <param name="reduction">What becomes of the losses <c>[N]</c>.</param>
        /// <param name="isSoft">Whether <c>ln(1 + e^z)</c> takes the place of <c>max(0, z)</c>.</param>
        public Tensor HardestTriplet(
            Tensor labels, double margin = 0.3, Reduction reduction = Reduction.Mean, bool isSoft = false)
        {
            LossParts.RequireLabels("hardest_triplet", x, labels);
            var distances = x.SquaredDistances(x).SafeSqrt();
            var isSame = labels.SameLabels();
            var farthest = isSame.Where(distances, Tensor.Scalar(0, x.DType)).ReduceMax([-1]);
            var nearest = isSame.Where(Tensor.Scalar(double.PositiveInfinity, x.DType), distances).ReduceMin([-1]);
            var excess = farthest - nearest + margin;
            return (isSoft ? excess.Softplus() : excess.Relu()).Reduce(reduction);
        }

        /// <summary>Mean of <c>max(0, d(a, p) - d(a, n) + margin)</c> over all triplets of rows <c>[N, D]</c> with p of
        /// the class of a, and n of another; d is the Euclidean distance. Zero when there are none.</summary>
        /// <param name="labels">Classes <c>[N]</c>, I64.</param>
        /// <param name="margin">By how much nearer.</param>
        /// <param name="isSoft">Whether <c>ln(1 + e^z)</c> takes the place of <c>max(0, z)</c>.</param>
        /// <param name="violatedOnly">Whether triplets without loss are left out of the mean.</param>
        public Tensor AllTriplets(
            Tensor labels, double margin = 0.3, bool isSoft = false, bool violatedOnly = false)
        {
            LossParts.RequireLabels("all_triplets", x, labels);
            var n = x.Shape[0];
            var distances = x.SquaredDistances(x).SafeSqrt();
            var same = labels.SameLabels().Cast(x.DType);
            var likes = (same * Tensor.OffDiagonal(n, x.DType)).Reshape([n, n, 1]);
            var counts = likes * (1.0 - same).Reshape([n, 1, n]);
            var excess = distances.Reshape([n, n, 1]) - distances.Reshape([n, 1, n]) + margin;
            var losses = (isSoft ? excess.Softplus() : excess.Relu()) * counts;
            if (violatedOnly) counts = (losses > 0).Cast(x.DType);
            return losses.Sum() / counts.Sum().Max(Tensor.Scalar(1, x.DType));
        }

        /// <summary>Mean of <c>max(0, d(a, p) - d(a, n) + margin)</c> over all pairs a, p of a class, with n the
        /// nearest of another class that is farther from a than p is, or the farthest when none is; d is the Euclidean
        /// distance of rows <c>[N, D]</c>. Zero when there are no pairs.</summary>
        /// <param name="labels">Classes <c>[N]</c>, I64.</param>
        /// <param name="margin">By how much nearer.</param>
        public Tensor SemiHardTriplets(Tensor labels, double margin = 0.2)
        {
            LossParts.RequireLabels("semi_hard_triplets", x, labels);
            var n = x.Shape[0];
            var distances = x.SquaredDistances(x).SafeSqrt();
            var same = labels.SameLabels();
            var likes = same.Cast(x.DType) * Tensor.OffDiagonal(n, x.DType);
            var endless = Tensor.Scalar(double.PositiveInfinity, x.DType);
            var (own, others) = (distances.Reshape([n, n, 1]), distances.Reshape([n, 1, n]));
            var farther = same.Reshape([n, 1, n]).Where(endless, (others > own).Where(others, endless))
                .ReduceMin([-1]);
            var farthest = same.Where(Tensor.Scalar(0, x.DType), distances).ReduceMax([-1], keepAxes: true);
            var chosen = farther.IsEqualTo(endless).Where(farthest.Expand([n, n]), farther);

            // A batch of one class has no others: its pairs do not count.
            var has = (1.0 - same.Cast(x.DType)).ReduceMax([-1], keepAxes: true);
            var counts = likes * has;
            return ((distances - chosen + margin).Relu() * counts).Sum() / counts.Sum().Max(Tensor.Scalar(1, x.DType));
        }
    }

    private static Tensor Distance(Tensor a, Tensor b, double order, double epsilon)
    {
        var difference = a - b + epsilon;
        if (double.IsPositiveInfinity(order)) return difference.Abs().ReduceMax([-1]);
        return order == 2
            ? (difference * difference).Sum([-1]).SafeSqrt()
            : difference.Abs().Power(order).Sum([-1]).Power(1 / order);
    }
}
