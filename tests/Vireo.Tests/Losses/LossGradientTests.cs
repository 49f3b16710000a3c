using Vireo.Graph;
using Vireo.Losses;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Losses;

/// <summary>Gradients of losses against central differences in double precision, where no golden case has
/// them.</summary>
public class LossGradientTests
{
    private static readonly Tensor s_labels = Tensor.From(0L, 2L, 0L, 1L);
    private static readonly Tensor s_pairs = Tensor.From(1.0, 0, 0, 1);
    private static readonly Tensor s_targets = Tensor.From([1.0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1], [4, 3]);

    private static readonly Tensor s_several = Tensor.From([1L, -1, 0, 2, 0, -1, -1, 0, 0, 0, 1, 2], [4, 3]);

    /// <summary>Losses of two tensors [4, 3].</summary>
    private static readonly (string Name, Func<Tensor, Tensor, Tensor> Loss)[] s_losses =
    [
        ("asymmetric", (a, _) => a.Asymmetric(s_targets)),
        ("asymmetric without clip", (a, _) => a.Asymmetric(s_targets, clip: 0, reduction: Reduction.Mean)),
        ("focal", (a, _) => a.SigmoidFocal(s_targets, gamma: 3)),
        ("softmax focal", (a, _) => a.SoftmaxFocal(s_labels, gamma: 1.5, reduction: Reduction.Sum)),
        ("jensen-shannon", (a, b) => a.LogSoftmax().JensenShannon(b.LogSoftmax())),
        ("huber", (a, b) => a.Huber(b, 0.4)), ("smooth l1", (a, b) => a.SmoothL1(b, 0.4)),
        ("wing", (a, b) => a.Wing(b, width: 0.8, curvature: 0.3)), ("wide wing", (a, b) => a.Wing(b)),
        ("adaptive wing", (a, b) => a.AdaptiveWing(b.Sigmoid())),
        ("dice", (a, _) => a.Softmax().Dice(s_targets)), ("tversky", (a, _) => a.Softmax().Tversky(s_targets)),
        ("triplet of order 3", (a, b) => a.Triplet(b, a * b, order: 3)),
        ("contrastive", (a, b) => a.Contrastive(b, s_pairs, margin: 2)),
        ("squared multi-margin", (a, _) => a.MultiMargin(s_labels, order: 2)),
        ("poisson", (a, _) => a.Exp().PoissonNegativeLogLikelihood(s_targets, isLog: false, full: true)),
        ("arcface", (a, b) => a.ArcFace(b, s_labels, scale: 4).CrossEntropy(s_labels)),
        ("n-pair", (a, b) => a.NPair(b, s_labels)), ("center", (a, b) => a.Center(b, s_labels)),
        ("mutual", (a, b) => a.MutualLearning(b)),
        ("cosface", (a, b) => a.CosFace(b, s_labels, scale: 4).CrossEntropy(s_labels)),
        ("easy arcface", (a, b) => a.ArcFace(b, s_labels, scale: 4, isEasy: true).CrossEntropy(s_labels)),
        ("supervised contrastive", (a, _) => a.SupervisedContrastive(s_labels, 0.5)),
        ("hinge embedding", (a, _) => a.HingeEmbedding(s_targets * 2 - 1.0, reduction: Reduction.Sum)),
        ("multi-label margin", (a, _) => a.MultiLabelMargin(s_several)),
        ("gaussian", (a, b) => a.GaussianNegativeLogLikelihood(s_targets, b.Exp(), full: true)),
        ("lovasz-softmax", (a, _) => a.Softmax().LovaszSoftmax(s_labels)),
        ("lovasz-softmax of all classes, per image", (a, _) =>
            a.Reshape([2, 3, 2]).Softmax(1).LovaszSoftmax(s_labels.Reshape([2, 2]), false, true, ignored: 1)),
        ("lovasz hinge", (a, _) => a.LovaszHinge(s_targets)),
        ("hardest fraction", (a, b) => a.Huber(b, reduction: Reduction.None).Hardest(0.4)),
        ("hardest above", (a, b) => a.Huber(b, reduction: Reduction.None).Hardest(threshold: 0.5, leastKept: 3)),
        ("triplet of order infinity", (a, b) => a.Triplet(b, a * b, order: double.PositiveInfinity)),
        ("soft hardest triplet", (a, _) => a.HardestTriplet(s_labels, isSoft: true)),
        ("all triplets", (a, _) => a.AllTriplets(s_labels, 2)),
        ("violated triplets, soft", (a, _) => a.AllTriplets(s_labels, 2, isSoft: true, violatedOnly: true)),
        ("semi-hard triplets", (a, _) => a.SemiHardTriplets(s_labels, 2)),
        ("distillation", (a, _) => a.Distillation(s_targets, 3)),
        ("iou", (a, b) => Corners(a).IouLoss(Corners(b))),
        ("giou", (a, b) => Corners(a).GeneralizedIouLoss(Corners(b), reduction: Reduction.Sum)),
        ("diou", (a, b) => Corners(a).DistanceIouLoss(Corners(b))),
        ("decoupled", (a, _) => a.DecoupledDistillation(s_targets, s_labels, temperature: 2)),
        ("nll of places", (a, b) => a.LogSoftmax().NegativeLogLikelihood(s_labels, b.Slice(0, 0, 1).Reshape([3]).Exp())),
    ];

    /// <summary>Names of the losses.</summary>
    public static TheoryData<string> Names => [.. s_losses.Select(l => l.Name)];

    /// <summary>Three boxes, all of which overlap.</summary>
    private static Tensor Corners(Tensor numbers)
    {
        var boxes = numbers.Reshape([3, 4]);
        return ConcatOp.Concat(1, boxes.Slice(1, 0, 2), boxes.Slice(1, 2, 4) + 6.0);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Circle_losses_have_the_gradient_of_their_value_with_the_weights_held(bool isPairs)
    {
        // The weights a and b of the paper get no gradient: differences are taken with those of the middle.
        var (values, others) = (GoldenFill.Values("losses/circle/a", 12), GoldenFill.Values("losses/circle/b", 12));
        var x = Tensor.From(values, [4, 3]);
        var directions = isPairs ? x : Tensor.From(others, [4, 3]);
        var loss = isPairs
            ? x.CirclePairs(s_labels, scale: 4)
            : x.CircleMargin(directions, s_labels, scale: 4).CrossEntropy(s_labels);
        var found = Gradients.Of(loss, x)[0].ToDoubles();
        Check.Close([Circle(values, values, others, isPairs)], [loss.ToScalar()], 1e-12);

        const double h = 1e-6;
        var expected = new double[12];
        for (var i = 0; i < expected.Length; i++)
        {
            var (up, down) = ((double[])values.Clone(), (double[])values.Clone());
            up[i] += h;
            down[i] -= h;
            var rise = Circle(up, values, others, isPairs) - Circle(down, values, others, isPairs);
            expected[i] = rise / (2 * h);
        }

        Check.Close(expected, found, 1e-7);
    }

    /// <summary>The value by its formula, weights from the middle.</summary>
    private static double Circle(double[] x, double[] middle, double[] directions, bool isPairs)
    {
        const double scale = 4;
        var margin = isPairs ? 0.25 : 0.35;
        long[] labels = [0, 2, 0, 1];
        var (like, unlike, entropy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < 4; i++)
        {
            var (own, sum) = (0.0, 0.0);
            for (var j = 0; j < 4; j++)
            {
                var s = Cosine(x, i, isPairs ? x : directions, j);
                var still = Cosine(middle, i, isPairs ? middle : directions, j);
                var right = scale * Math.Max(0, 1 + margin - still) * (s - (1 - margin));
                var wrong = scale * Math.Max(0, still + margin) * (s - margin);
                var isOwn = isPairs ? labels[i] == labels[j] : labels[i] == j;
                if (isOwn && (!isPairs || i != j)) like += Math.Exp(-right);
                if (!isOwn) unlike += Math.Exp(wrong);
                if (isOwn) own = right;
                sum += Math.Exp(isOwn ? right : wrong);
            }

            entropy += Math.Log(sum) - own;
        }

        return isPairs ? Math.Log(1 + like * unlike) : entropy / 4;
    }

    private static double Cosine(double[] a, int i, double[] b, int j)
    {
        var left = a.AsSpan(i * 3, 3);
        var right = b.AsSpan(j * 3, 3);
        var (product, own, other) = (0.0, 0.0, 0.0);
        for (var k = 0; k < 3; k++)
        {
            product += left[k] * right[k];
            own += left[k] * left[k];
            other += right[k] * right[k];
        }

        return product / Math.Sqrt(own * other);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_gradient_is_what_central_differences_say(string name)
    {
        Tensor[] inputs = [Tensor.Placeholder([4, 3], DType.F64), Tensor.Placeholder([4, 3], DType.F64)];
        var loss = s_losses.Single(l => l.Name == name).Loss(inputs[0], inputs[1]);
        Assert.Equal(1, loss.Shape.Count);
        var step = Engine.Compile(inputs, [loss, .. Gradients.Of(loss, inputs)], []);
        double[][] values = [GoldenFill.Values("losses/a", 12, 2), GoldenFill.Values("losses/b", 12, 2)];
        Tensor[] Data() => [.. values.Select(v => Tensor.From(v, [4, 3]))];
        var found = step.Run(Data()).Skip(1).Select(g => g.ToDoubles()).ToArray();

        const double h = 1e-6;
        for (var input = 0; input < 2; input++)
        {
            var expected = new double[12];
            for (var i = 0; i < expected.Length; i++)
            {
                var before = values[input][i];
                values[input][i] = before + h;
                var up = step.Run(Data())[0].ToScalar();
                values[input][i] = before - h;
                expected[i] = (up - step.Run(Data())[0].ToScalar()) / (2 * h);
                values[input][i] = before;
            }

            Check.Close(expected, found[input], 1e-6, $"{name}, gradient of input {input}");
        }
    }
}
