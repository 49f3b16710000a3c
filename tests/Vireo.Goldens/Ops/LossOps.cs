using Vireo.Losses;
using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Losses.</summary>
internal static class LossOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("cross_entropy", CrossEntropy), ("cross_entropy_soft", CrossEntropy),
        ("nll_loss", c => Batched(c[0], c[1], (x, labels) =>
            x.NegativeLogLikelihood(labels, c.Input("weight"), Ignored(c), Reduced(c)))),
        ("bce_with_logits", c =>
            c[0].BinaryCrossEntropyWithLogits(c[1], c.Input("pos_weight"), c.Input("weight"), Reduced(c))),
        ("binary_cross_entropy", c => c[0].BinaryCrossEntropy(c[1], c.Input("weight"), Reduced(c))),
        ("l1_loss", c => c[0].AbsoluteError(c[1], Reduced(c))), ("mse_loss", c => c[0].SquaredError(c[1], Reduced(c))),
        ("smooth_l1_loss", c => c[0].SmoothL1(c[1], c.Number("beta", 1), Reduced(c))),
        ("huber_loss", c => c[0].Huber(c[1], c.Number("delta", 1), Reduced(c))),
        ("sigmoid_focal_loss", SigmoidFocal),
        ("softmax_focal_loss", c => c[0].SoftmaxFocal(c[1], c.Number("gamma", 2), Reduced(c))),
        ("kl_div", KlDivergence), ("distillation", c => c[0].Distillation(c[1], c.Number("temperature", 4))),
        ("triplet_margin_loss", c => c[0].Triplet(
            c[1], c[2], c.Number("margin", 1), c.Number("p", 2), c.Flag("swap", false), c.Number("eps", 1e-6), Reduced(c))),
        ("batch_hard_triplet", c => c[0].HardestTriplet(c[1], c.Number("margin", 0.3), Reduced(c))),
        ("cosine_embedding_loss", c => c[0].CosineEmbedding(c[1], c[2], c.Number("margin", 0), Reduced(c))),
        ("margin_ranking_loss", c => c[0].MarginRanking(c[1], c[2], c.Number("margin", 0), Reduced(c))),
        ("multi_margin_loss", c => Batched(c[0], c[1], (x, labels) =>
            x.MultiMargin(labels, c.Int("p", 1), c.Number("margin", 1), c.Input("weight"), Reduced(c)))),
        ("multilabel_soft_margin_loss", c => c[0].MultiLabelSoftMargin(c[1], c.Input("weight"), Reduced(c))),
        ("soft_margin_loss", c => c[0].SoftMargin(c[1], Reduced(c))),
        ("poisson_nll_loss", c => c[0].PoissonNegativeLogLikelihood(
            c[1], c.Flag("log_input", true), c.Flag("full", false), c.Number("eps", 1e-8), Reduced(c))),
        ("dice_loss", c => c[0].Softmax(1).Dice(c[1], c.Number("smooth", 1))),
        ("tversky_loss", c => c[0].Softmax(1).Tversky(
            c[1], c.Number("alpha", 0.3), c.Number("beta", 0.7), c.Number("smooth", 1))),

        ("gaussian_nll_loss", c => c[0].GaussianNegativeLogLikelihood(
            c[1], c[2], c.Flag("full", false), c.Number("eps", 1e-6), Reduced(c))),
        ("hinge_embedding_loss", c => c[0].HingeEmbedding(c[1], c.Number("margin", 1), Reduced(c))),
        ("multilabel_margin_loss", c =>
            Batched(c[0], c[1], (x, labels) => x.MultiLabelMargin(labels, Reduced(c)))),
        ("lovasz_softmax", LovaszSoftmax), ("lovasz_softmax_loss", LovaszSoftmax),
        ("lovasz_hinge", LovaszHinge), ("lovasz_hinge_loss", LovaszHinge),
        ("wing_loss", c => c[0].Wing(
            c[1], c.Number("w", c.Number("width", 10)), c.Number("epsilon", c.Number("eps", 2)), Reduced(c))),
        ("contrastive_loss", c => c[0].Contrastive(c[1], c[2], c.Number("margin", 1), Reduced(c))),
        ("center_loss", c => c[0].Center(c.Input("centers") ?? c[1], c.Input("target") ?? c.Input("y") ?? c[2])),
        ("circle_loss", c => c[0].CirclePairs(c[1], c.Number("margin", 0.25), c.Number("gamma", 256))),
        ("npair_loss", c => c[0].NPair(c[1], c[2], c.Number("reg_lambda", 0.01))),
        ("js_div", c => c[0].LogSoftmax().JensenShannon(c[1].LogSoftmax(), Reduced(c, Reduction.SampleMean))),
        ("asymmetric_loss", c => c[0].Asymmetric(
            c[1], c.Number("gamma_pos", 1), c.Number("gamma_neg", 4), c.Number("clip", 0.05),
            Reduced(c, Reduction.Sum))),
        ("dkd", c => c[0].DecoupledDistillation(
            c[1], c[2], c.Number("alpha", 1), c.Number("beta", 1), c.Number("temperature", 1))),
        ("dml", c => c[0].MutualLearning(c[1])),

        // The file's numbers come from a margin that was rounded to single precision.
        ("cosface", c => c[0].CosFace(c[1], c[2], (float)c.Number("margin", 0.35), c.Number("scale", 64))),
        ("arcface", c => c[0].ArcFace(
            c[1], c[2], c.Number("margin", 0.5), c.Number("scale", 64), c.Flag("easy_margin", false))),
        ("supervised_contrastive", c => c[0].SupervisedContrastive(c[1], c.Number("temperature", 0.07))),
    ];

    private static Outputs LovaszSoftmax(OpCall call) => call[0].Softmax(1).LovaszSoftmax(
        call[1], call.Text("classes", "present") == "present", call.Flag("per_image", false),
        call.Int("ignore_index", -100));

    private static Outputs LovaszHinge(OpCall call) =>
        call[0].LovaszHinge(call[1], call.Flag("per_image", true), call.Int("ignore_index", -100));

    private static Outputs CrossEntropy(OpCall call)
    {
        var (x, target) = (call.Input("x") ?? call[0], call.Input("target") ?? call.Input("p") ?? call[1]);
        var ignored = Ignored(call);
        return Batched(x, target, (x, target) => x.CrossEntropy(
            target, call.Number("label_smoothing", 0), call.Input("weight"), target.DType.IsFloat ? null : ignored,
            Reduced(call)));
    }

    /// <summary>A loss of a batch; torch takes a single sample as well.</summary>
    private static Tensor Batched(Tensor x, Tensor target, Func<Tensor, Tensor, Tensor> loss)
    {
        if (x.Shape.Rank != 1) return loss(x, target);
        return loss(x.Reshape([1, -1]), target.Reshape([1, .. target.Shape.Extents])).Reshape(Shape.Scalar);
    }

    private static Outputs SigmoidFocal(OpCall call)
    {
        var alpha = call.Number("alpha", 0.25);
        return call[0].SigmoidFocal(
            call[1], call.Number("gamma", 2), alpha < 0 ? null : alpha, Reduced(call, Reduction.None));
    }

    private static Outputs KlDivergence(OpCall call)
    {
        var areLogs = call.Flag("log_target", false);
        return call[0].LogSoftmax().KlDivergence(areLogs ? call[1].LogSoftmax() : call[1], areLogs, Reduced(call));
    }

    private static long? Ignored(OpCall call) => call.Int("ignore_index", -100);

    internal static Reduction Reduced(OpCall call, Reduction otherwise = Reduction.Mean) => call.Text("reduction", "") switch
    {
        "" => otherwise,
        "none" => Reduction.None,
        "sum" => Reduction.Sum,
        "mean" => Reduction.Mean,
        "batchmean" => Reduction.SampleMean,
        var other => throw new MissingException($"{call.Op} with reduction={other}"),
    };
}
