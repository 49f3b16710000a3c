using Vireo.Graph;
using Vireo.Losses;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Losses;

/// <summary>Known values of losses, from their formulas by hand or from another loss that they must equal.</summary>
public class LossTests
{
    private static readonly Tensor s_scores = Tensor.From(GoldenFill.Values("losses/scores", 12, 2), [4, 3]);
    private static readonly Tensor s_others = Tensor.From(GoldenFill.Values("losses/others", 12, 2), [4, 3]);
    private static readonly Tensor s_labels = Tensor.From(0L, 2L, 0L, 1L);

    private static void Same(double expected, Tensor found) => Check.Close([expected], [found.ToScalar()], 1e-12);

    private static void Same(Tensor expected, Tensor found) => Check.Close(expected.ToDoubles(), found.ToDoubles(), 1e-12);

    [Fact]
    public void Wing_is_a_logarithm_near_zero_and_straight_beyond()
    {
        var zero = Tensor.From(0.0);

        Same(10 * Math.Log(2.5), Tensor.From(3.0).Wing(zero));
        Same(20 - 10 + 10 * Math.Log(6), Tensor.From(-20.0).Wing(zero));
    }

    [Fact]
    public void Adaptive_wing_is_continuous_at_its_threshold()
    {
        var target = Tensor.From(1.0);
        var (below, above) = (Tensor.From(0.5 + 1e-10), Tensor.From(0.5 - 1e-10));

        Same(14 * Math.Log(1 + Math.Pow(0.5, 1.1)), Tensor.From(0.5).AdaptiveWing(target));
        Assert.InRange(above.AdaptiveWing(target).ToScalar() - below.AdaptiveWing(target).ToScalar(), 0, 1e-8);
    }

    [Fact]
    public void Jensen_shannon_of_distributions_that_share_nothing_is_ln_2()
    {
        var (a, b) = (Tensor.From([0.0, -800], [1, 2]), Tensor.From([-800.0, 0], [1, 2]));

        Same(Math.Log(2), a.JensenShannon(b));
        Same(0, a.JensenShannon(a));
    }

    [Fact]
    public void Asymmetric_and_focal_without_powers_are_binary_cross_entropy()
    {
        var targets = s_labels.OneHot(3, DType.F64);
        var expected = s_scores.BinaryCrossEntropyWithLogits(targets);

        Same(expected, s_scores.Asymmetric(targets, 0, 0, 0, Reduction.Mean));
        Same(expected, s_scores.SigmoidFocal(targets, gamma: 0, alpha: null));
        Same(expected, s_scores.Sigmoid().BinaryCrossEntropy(targets));
    }

    [Fact]
    public void Overlap_is_complete_for_the_mask_itself()
    {
        var targets = s_labels.OneHot(3, DType.F64);

        Same(0, targets.Dice(targets));
        Same(0, targets.Tversky(targets));
        Same(s_scores.Softmax().Dice(targets, 2), s_scores.Softmax().Tversky(targets, 0.5, 0.5, 1));
    }

    [Fact]
    public void A_margin_of_zero_is_the_scaled_cosine()
    {
        var expected = s_scores.CosFace(s_others, s_labels, margin: 0, scale: 10);

        Same(expected, s_scores.ArcFace(s_others, s_labels, margin: 0, scale: 10));
    }

    [Fact]
    public void Arcface_turns_the_right_class_away_and_is_monotone_behind()
    {
        var x = Tensor.From([1.0, 0, -1, 0], [2, 2]);
        var directions = Tensor.From([1.0, 0], [1, 2]);
        var found = x.ArcFace(directions, Tensor.From(0L, 0L), margin: 0.5, scale: 1).ToDoubles();

        Check.Close([Math.Cos(0.5), -1 - 0.5 * Math.Sin(0.5)], found, 1e-12);
    }

    [Fact]
    public void Circle_pairs_of_one_pair_each_is_its_formula()
    {
        var x = Tensor.From([1.0, 0, 0.8, 0.6, 0, 1], [3, 2]);
        double Like(double s) => -4 * Math.Max(0, 1.25 - s) * (s - 0.75);
        double Unlike(double s) => 4 * Math.Max(0, s + 0.25) * (s - 0.25);
        var likes = 2 * Math.Exp(Like(0.8));
        var unlikes = 2 * Math.Exp(Unlike(0)) + 2 * Math.Exp(Unlike(0.6));

        Same(Math.Log(1 + likes * unlikes), x.CirclePairs(Tensor.From(0L, 0L, 1L), scale: 4));
    }

    [Fact]
    public void Center_and_contrastive_are_squared_distances()
    {
        var centers = Tensor.From([0.0, 0, 3, 4], [2, 2]);
        var x = Tensor.From([3.0, 4, 0, 0], [2, 2]);

        Same(25, x.Center(centers, Tensor.From(0L, 1L)));
        Same(12.5, x.Contrastive(centers, Tensor.From(1.0, 1)));
        Same(0.5 * 4 / 2, x.Contrastive(centers, Tensor.From(0.0, 1), margin: 7) - 12.5 / 2);
    }

    [Fact]
    public void Mutual_learning_is_the_mean_of_both_divergences()
    {
        var (a, b) = (s_scores.LogSoftmax(), s_others.LogSoftmax());
        var expected = (a.KlDivergence(b.Exp()) + b.KlDivergence(a.Exp())) * 0.5;

        Same(expected, s_scores.MutualLearning(s_others));
    }

    [Fact]
    public void Decoupled_distillation_with_the_teachers_weight_is_plain_distillation()
    {
        // Zhao et al., equation 7: KD = TCKD + (1 - p of the label) · NCKD, sample by sample.
        var (student, teacher, label) = (s_scores.Slice(0, 0, 1), s_others.Slice(0, 0, 1), s_labels.Slice(0, 0, 1));
        var rest = 1 - teacher.Softmax().ToDoubles()[0];

        Same(student.Distillation(teacher, 1), student.DecoupledDistillation(teacher, label, beta: rest));
    }

    [Fact]
    public void Ignored_places_may_hold_anything()
    {
        var scores = Tensor.From([1.0, 2, double.PositiveInfinity, double.NaN], [2, 2]);

        Same(Math.Log(1 + Math.E), scores.CrossEntropy(Tensor.From(0L, 255L), ignored: 255));
    }

    [Fact]
    public void A_teacher_gets_no_gradient()
    {
        var teacher = Tensor.From(GoldenFill.Values("losses/teacher", 12), [4, 3]);

        Assert.All(Gradients.Of(s_scores.Distillation(teacher), teacher)[0].ToDoubles(), g => Assert.Equal(0, g));
        Assert.All(Gradients.Of(s_scores.FeatureMatching(teacher), teacher)[0].ToDoubles(), g => Assert.Equal(0, g));
    }

    [Fact]
    public void Shapes_that_would_broadcast_are_refused()
    {
        var column = Tensor.From([1.0, 2, 3, 4], [4, 1]);
        var error = Assert.Throws<ShapeException>(() => column.SquaredError(Tensor.From(1.0, 2, 3, 4)));

        Assert.Contains("[4, 1]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => s_scores.CrossEntropy(Tensor.From(0L, 1L)));
    }

    [Fact]
    public void Lovasz_of_a_perfect_and_a_worst_mask_is_zero_and_one()
    {
        var right = s_labels.OneHot(3, DType.F64);

        Same(0, right.LovaszSoftmax(s_labels));
        Same(1, Tensor.From([0.0, 1, 1, 0], [2, 2]).LovaszSoftmax(Tensor.From(0L, 1L)));
        Same(0, (right * 4 - 2.0).LovaszHinge(right));
    }

    [Fact]
    public void Lovasz_softmax_is_the_sum_by_hand()
    {
        // Class one of labels 1, 0, 1: errors 0.6, 0.5, 0.1; J grows to 1/2, 2/3, 1. Class zero: errors 0.6, 0.5, 0.1
        // with truths 0, 1, 0; J is 1 - 1/2, 1 - 0/2, 1.
        var p = Tensor.From([0.6, 0.4, 0.5, 0.5, 0.1, 0.9], [3, 2]);
        var labels = Tensor.From(1L, 0L, 1L);
        var one = 0.6 * 0.5 + 0.5 * (2.0 / 3 - 0.5) + 0.1 / 3;
        var zero = 0.6 * 0.5 + 0.5 * 0.5;

        Same((one + zero) / 2, p.LovaszSoftmax(labels));
        Same(0.6 * 0.5 + 0.1 * 0.5, p.LovaszSoftmax(Tensor.From(1L, 9L, 1L), ignored: 9));
    }

    [Fact]
    public void Hardest_losses_are_the_greatest_and_the_mean_is_of_those()
    {
        var losses = Tensor.From(0.1, 3, 0.5, 2, 1);

        Same(2.5, losses.Hardest(0.4));
        Same(2, losses.Hardest(threshold: 0.9));
        Same(1.625, losses.Hardest(threshold: 2.5, leastKept: 4));
        Same(Tensor.From(0.0, 3, 0, 2, 0), losses.Hardest(0.4, reduction: Reduction.None));
        Same(1.5, losses.Hardest(0.4, valid: Tensor.From(true, false, true, true, true)));
        Assert.True(double.IsNaN(Tensor.From(1, double.NaN).Hardest(0.5).ToScalar()));
    }

    [Fact]
    public void Centers_move_towards_their_rows()
    {
        var centers = Tensor.From([0.0, 0, 8, 8, 5, 5], [3, 2]);
        var x = Tensor.From([3.0, 0, 3, 6, 8, 4], [3, 2]);
        var moved = x.MovedCenters(centers, Tensor.From(0L, 0L, 1L), rate: 0.5);

        Check.Close([1, 1, 8, 7, 5, 5], moved.ToDoubles(), 1e-12);
    }

    [Fact]
    public void Triplets_are_what_loops_over_all_of_them_give()
    {
        var d = new double[4, 4];
        var rows = s_scores.ToDoubles();
        for (var i = 0; i < 16; i++)
        {
            for (var k = 0; k < 3; k++) d[i / 4, i % 4] += Math.Pow(rows[i / 4 * 3 + k] - rows[i % 4 * 3 + k], 2);
            d[i / 4, i % 4] = Math.Sqrt(d[i / 4, i % 4]);
        }

        var (sum, count, semi) = (0.0, 0, 0.0);
        foreach (var (a, p) in ((int, int)[])[(0, 2), (2, 0)])
        {
            var others = new[] { 1, 3 }.Select(n => d[a, n]).ToArray();
            sum += others.Sum(n => Math.Max(0, d[a, p] - n + 1));
            count += others.Length;
            var farther = others.Where(n => n > d[a, p]).DefaultIfEmpty(others.Max()).Min();
            semi += Math.Max(0, d[a, p] - farther + 1);
        }

        Same(sum / count, s_scores.AllTriplets(s_labels, 1));
        Same(semi / 2, s_scores.SemiHardTriplets(s_labels, 1));
        Same(0, s_scores.SemiHardTriplets(Tensor.From(0L, 0L, 0L, 0L)));
    }

    [Fact]
    public void Weights_that_are_not_one_for_each_class_are_refused()
    {
        var error = Assert.Throws<ShapeException>(
            () => s_scores.CrossEntropy(s_labels, weights: Tensor.From(1.0, 2)));

        Assert.StartsWith("cross_entropy: the class weights do not fit.", error.Message, StringComparison.Ordinal);
        Assert.Contains("Give 3 numbers of type F64, one for each class.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Assert.Contains("labels do not fit the scores", Assert.Throws<ShapeException>(
            () => s_scores.LovaszSoftmax(Tensor.From(0L))).Message, StringComparison.Ordinal);
        Assert.Contains("the variance does not fit", Assert.Throws<ShapeException>(
            () => s_scores.GaussianNegativeLogLikelihood(s_others, Tensor.From(1.0, 2))).Message,
            StringComparison.Ordinal);
        Assert.Contains("index 3 leaves axis 1 of [4, 3]; a label out of range?", Assert.Throws<BadDataException>(
            () => s_scores.CrossEntropy(Tensor.From(0L, 3L, 0L, 0L)).ToScalar()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => s_scores.Hardest(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_scores.Distillation(s_others, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_scores.MultiMargin(s_labels, order: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_scores.Triplet(s_others, s_others, order: 0));
    }
}
