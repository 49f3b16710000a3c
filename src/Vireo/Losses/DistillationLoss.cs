using Vireo.Ops;

namespace Vireo.Losses;

/// <summary>Losses of a student's class scores <c>[N, C]</c> against a teacher's.</summary>
public static class DistillationLoss
{
    extension(Tensor x)
    {
        /// <summary><c>T² · KL(softmax(teacher / T) ‖ softmax(x / T))</c>, mean of samples; the teacher gets no
        /// gradient.</summary>
        /// <remarks>Hinton, Vinyals, Dean 2015, arXiv:1503.02531.</remarks>
        public Tensor Distillation(Tensor teacher, double temperature = 4)
        {
            LossParts.RequireSame("distillation", x, teacher);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
            var target = (teacher.Detach() / temperature).LogSoftmax();
            return (x / temperature).LogSoftmax().KlDivergence(target, areLogs: true) * (temperature * temperature);
        }

        /// <summary>Mutual learning: half of both divergences, mean of samples; both sides learn.</summary>
        /// <remarks>Zhang et al. 2017, "Deep mutual learning", arXiv:1706.00384.</remarks>
        public Tensor MutualLearning(Tensor other)
        {
            LossParts.RequireSame("mutual_learning", x, other);
            var (own, theirs) = (x.LogSoftmax(), other.LogSoftmax());
            return (own.KlDivergence(theirs, areLogs: true) + theirs.KlDivergence(own, areLogs: true)) * 0.5;
        }

        /// <summary>Decoupled distillation: alpha times the divergence of "the label or not", plus beta times that
        /// among the other classes, both times T²; mean of samples; the teacher gets no gradient.</summary>
        /// <remarks>Zhao et al. 2022, arXiv:2203.08679.</remarks>
        public Tensor DecoupledDistillation(
            Tensor teacher, Tensor labels, double alpha = 1, double beta = 1, double temperature = 1)
        {
            LossParts.RequireSame("decoupled_distillation", x, teacher);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
            LossParts.RequireLabels("decoupled_distillation", x, labels);
            var own = labels.OneHot(x.Shape[1], x.DType) > 0;
            var (student, target) = (x / temperature, teacher.Detach() / temperature);
            var decision = Decision(student, own).KlDivergence(Decision(target, own), areLogs: true);
            var others = Others(student, own).KlDivergence(Others(target, own), areLogs: true);
            return (decision * alpha + others * beta) * (temperature * temperature);
        }

        /// <summary>Mean of squared differences of feature maps; the teacher gets no gradient.</summary>
        /// <remarks>Romero et al. 2014, "FitNets", arXiv:1412.6550.</remarks>
        public Tensor FeatureMatching(Tensor teacher, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(teacher);
            return x.SquaredError(teacher.Detach(), reduction);
        }
    }

    /// <summary>Log-probabilities of the label and of anything else: <c>[N, 2]</c>.</summary>
    private static Tensor Decision(Tensor logits, Tensor own)
    {
        var lowest = Tensor.Scalar(double.NegativeInfinity, logits.DType);
        var label = own.Where(logits, lowest).LogSumExp([-1], keepAxes: true);
        var others = own.Where(lowest, logits).LogSumExp([-1], keepAxes: true);
        return ConcatOp.Concat(1, label, others).LogSoftmax();
    }

    /// <summary>Log-probabilities among the classes other than the label, which has zero in both.</summary>
    private static Tensor Others(Tensor logits, Tensor own)
    {
        // So low that its probability is zero, yet finite: zero times it is zero.
        var absent = Tensor.Scalar(-1000, logits.DType);
        return own.Where(absent, logits - logits.ReduceMax([-1], keepAxes: true).Detach()).LogSoftmax();
    }
}
