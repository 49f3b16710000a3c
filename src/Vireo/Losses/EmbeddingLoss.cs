using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Losses of a batch of embeddings <c>[N, D]</c> and their classes <c>[N]</c>.</summary>
public static class EmbeddingLoss
{
    extension(Tensor x)
    {
        /// <summary>Supervised contrastive loss: for each row the mean over others of its class of
        /// <c>-ln(e^(s[p] / T) / Σ e^(s[j] / T))</c>, s the cosine and j all others; rows without a like are left
        /// out.</summary>
        /// <remarks>Khosla et al. 2020, arXiv:2004.11362.</remarks>
        public Tensor SupervisedContrastive(Tensor labels, double temperature = 0.07)
        {
            LossParts.RequireLabels("supervised_contrastive", x, labels);
            var others = Tensor.OffDiagonal(x.Shape[0], x.DType);
            var unit = x.Normalised();
            var scores = unit.MatMul(unit, transposeB: true) / temperature;
            var lowest = Tensor.Scalar(double.NegativeInfinity, x.DType);
            var logs = scores - (others > 0).Where(scores, lowest).LogSumExp([-1], keepAxes: true);
            var likes = labels.SameLabels().Cast(x.DType) * others;
            var count = likes.Sum([-1]);
            var has = (count > 0).Cast(x.DType);
            var losses = -(logs * likes).Sum([-1]) / count.Max(Tensor.Scalar(1, x.DType));
            return (losses * has).Sum() / has.Sum().Max(Tensor.Scalar(1, x.DType));
        }

        /// <summary>Circle loss of pairs:
        /// <c>softplus(ln Σ e^(scale · b (s - margin)) + ln Σ e^(-scale · a (s - 1 + margin)))</c>, the first sum over
        /// pairs of other classes, the second over pairs of the same; s the cosine, <c>a = max(0, 1 + margin - s)</c>,
        /// <c>b = max(0, s + margin)</c> without gradient.</summary>
        /// <remarks>Sun et al. 2020, "Circle loss", arXiv:2002.10857.</remarks>
        public Tensor CirclePairs(Tensor labels, double margin = 0.25, double scale = 256)
        {
            LossParts.RequireLabels("circle_pairs", x, labels);
            var unit = x.Normalised();
            var cosine = unit.MatMul(unit, transposeB: true);
            var still = cosine.Detach();
            var lowest = Tensor.Scalar(double.NegativeInfinity, x.DType);
            var isSame = labels.SameLabels();
            var isLike = isSame.Cast(x.DType) * Tensor.OffDiagonal(x.Shape[0], x.DType) > 0;
            var like = (1 + margin - still).Relu() * (cosine - (1 - margin)) * -scale;
            var unlike = (still + margin).Relu() * (cosine - margin) * scale;
            return (isLike.Where(like, lowest).LogSumExp() + isSame.Where(lowest, unlike).LogSumExp()).Softplus();
        }

        /// <summary>N-pair loss: cross-entropy of <c>x · positivesᵀ</c> with all pairs of a class as equal targets,
        /// plus <c>lambda / 2</c> times the mean squared length of both.</summary>
        /// <remarks>Sohn 2016, "Improved deep metric learning with multi-class N-pair loss objective".</remarks>
        public Tensor NPair(Tensor positives, Tensor labels, double lambda = 0.01)
        {
            LossParts.RequireSame("n_pair", x, positives);
            LossParts.RequireLabels("n_pair", x, labels);
            var same = labels.SameLabels().Cast(x.DType);
            var entropy = x.MatMul(positives, transposeB: true).CrossEntropy(same / same.Sum([-1], keepAxes: true));
            var lengths = (x * x).Sum([-1]).Mean() + (positives * positives).Sum([-1]).Mean();
            return entropy + lengths * (lambda / 2);
        }

        /// <summary>Mean squared distance to the centre of the own class; centres <c>[C, D]</c> are learned.</summary>
        /// <remarks>Wen et al. 2016, "A discriminative feature learning approach for deep face recognition"; distances
        /// are kept in [10⁻¹², 10¹²].</remarks>
        public Tensor Center(Tensor centers, Tensor labels)
        {
            ArgumentNullException.ThrowIfNull(centers);
            LossParts.RequireLabels("center", x, labels);
            var own = centers.Gather(0, labels.Reshape([-1, 1]).Expand([x.Shape[0], centers.Shape[1]]));
            var difference = x - own;
            return (difference * difference).Sum([-1]).Clamp(1e-12, 1e12).Mean();
        }

        /// <summary>The centres <c>[C, D]</c> after a step towards the rows of their classes, as the paper learns them
        /// without gradient: <c>c - rate · Σ (c - x) / (1 + n)</c>, with the sum over the n rows of the class. Give it
        /// to the variable as its new value.</summary>
        /// <param name="centers">Centres <c>[C, D]</c>.</param>
        /// <param name="labels">Classes <c>[N]</c>, I64.</param>
        /// <param name="rate">In [0, 1].</param>
        public Tensor MovedCenters(Tensor centers, Tensor labels, double rate = 0.5)
        {
            ArgumentNullException.ThrowIfNull(centers);
            LossParts.RequireLabels("moved_centers", x, labels);
            var index = labels.Reshape([-1, 1]).Expand([x.Shape[0], centers.Shape[1]]);
            var away = centers.Gather(0, index) - x;
            var sums = Tensor.Of(new ScatterAdd { Axis = 0, Extent = centers.Shape[0] }, away, index);
            var counts = labels.OneHot(centers.Shape[0], x.DType).Sum([0]).Reshape([-1, 1]);
            return (centers - sums * rate / (counts + 1.0)).Detach();
        }
    }
}
