using Vireo.Graph;
using Vireo.Losses;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Losses;

/// <summary>Gradients of losses against central differences in double precision, where no golden case has them.</summary>
public class LossGradientTests
{
    private static readonly Tensor s_labels = Tensor.From(0L, 2L, 0L, 1L);
    private static readonly Tensor s_pairs = Tensor.From(1.0, 0, 0, 1);
    private static readonly Tensor s_targets = Tensor.From([1.0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1], [4, 3]);

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
        ("decoupled", (a, _) => a.DecoupledDistillation(s_targets, s_labels, temperature: 2)),
        ("nll of places", (a, b) => a.LogSoftmax().NegativeLogLikelihood(s_labels, b.Slice(0, 0, 1).Reshape([3]).Exp())),
    ];

    /// <summary>Names of the losses.</summary>
    public static TheoryData<string> Names => [.. s_losses.Select(l => l.Name)];

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
