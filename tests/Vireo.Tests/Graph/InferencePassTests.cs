using Vireo.Graph;
using Vireo.Graph.Passes;
using Vireo.Layers;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Tests.Graph;

/// <summary>Steps without gradients: batch norm is drawn into weights, residuals and activations into
/// convolutions.</summary>
public class InferencePassTests
{
    [Fact]
    public void A_residual_block_gives_the_same_numbers_as_op_by_op()
    {
        var block = new Block(16);
        var rng = new Rng(3);
        foreach (var (_, variable) in block.Everything)
        {
            if (variable.Spec.DType != DType.F32) continue;
            foreach (ref var v in variable.Data<float>()) v = rng.Uniform(0.1f, 0.5f);
        }

        var x = Tensor.Placeholder([2, 16, 9, 7]);
        var step = Engine.Compile([x], [block.Call(x, Pass.Inference())]);
        var pixels = new float[2 * 16 * 9 * 7];
        foreach (ref var p in pixels.AsSpan()) p = rng.Uniform(-1, 1);
        var image = Tensor.FromChannelsLast<float>(pixels, [2, 16, 9, 7]);

        // Without placeholders nothing is folded or fused: this is the reference.
        var expected = block.Call(image, Pass.Inference()).ToArray<float>();
        var found = step.Run(image)[0].ToArray<float>();
        Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));

        var lines = step.Explain().ToList();
        Assert.DoesNotContain(lines, l => l.Contains("batch_norm", StringComparison.Ordinal));
        if (OneDnn.IsAvailable)
        {
            Assert.Equal(3, lines.Count);
            Assert.Contains(lines, l => l.Contains("conv2d + Add + Relu", StringComparison.Ordinal));
        }

        // New statistics are seen.
        foreach (var (name, variable) in block.Everything)
        {
            if (name.EndsWith("running_mean", StringComparison.Ordinal)) variable.Data<float>().Fill(2);
        }

        expected = block.Call(image, Pass.Inference()).ToArray<float>();
        found = step.Run(image)[0].ToArray<float>();
        Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
    }

    [Fact]
    public void A_guarded_step_sees_what_is_no_number_behind_an_activation()
    {
        var (x, weight) = (Tensor.Placeholder([1, 16, 6, 5]), new Variable([16, 16, 3, 3], name: "weight"));
        var bias = new Variable([16], name: "bias");
        weight.Data<float>().Fill(float.NaN);
        var loss = x.Conv2d(weight.Value, bias.Value).Relu().Sum();
        var step = Engine.Compile([x], [loss], guard: loss);
        var image = Tensor.FromChannelsLast<float>(new float[480], x.Shape);
        var error = Assert.Throws<NonFiniteException>(() => step.Run(image));
        Assert.Equal("conv2d", error.Op);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void An_image_that_is_added_stays_as_it_is_while_somebody_needs_it(int shape)
    {
        var (x, weight) = (Tensor.Placeholder([1, 16, 6, 5]), new Variable([16, 16, 3, 3], name: "weight"));
        var bias = new Variable([16], name: "bias");
        var rng = new Rng(5);
        foreach (ref var w in weight.Data<float>()) w = rng.Uniform(-0.3f, 0.3f);
        foreach (ref var b in bias.Data<float>()) b = rng.Uniform(-1, 1);
        Tensor Convolved(Tensor t) => t.Conv2d(weight.Value, bias.Value, new Window2d(1, 1));
        Tensor Graph(Tensor t)
        {
            var a = Convolved(t);
            return shape switch
            {
                0 => (Convolved(a) + a).Relu(), // the image that is convolved is the one that is added
                1 => (Convolved(t * 2) + a).Relu() + a, // it is needed later
                _ => (Convolved(t * 2) + t).Relu(), // it is data from outside
            };
        }

        var step = Engine.Compile([x], [Graph(x)]);
        var image = Tensor.FromChannelsLast<float>([.. Enumerable.Range(0, 480).Select(i => i % 7 - 3f)], x.Shape);
        var expected = Graph(image).ToArray<float>();
        for (var run = 0; run < 2; run++)
        {
            Assert.Equal(expected, step.Run(image)[0].ToArray<float>(),
                (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
        }
    }

    [Theory]
    [InlineData("-constants")]
    [InlineData("-fold-norm")]
    [InlineData("-fuse-conv")]
    [InlineData("-fuse-elementwise")]
    [InlineData("-constants,-fold-norm,-fuse-conv,-fuse-elementwise")]
    public void A_pass_left_out_changes_rounding_only_and_the_listing_says_so(string setting)
    {
        var block = new Block(16);
        var rng = new Rng(4);
        foreach (var (_, variable) in block.Parameters)
        {
            foreach (ref var v in variable.Data<float>()) v = rng.Uniform(0.1f, 0.5f);
        }

        var x = Tensor.Placeholder([1, 16, 5, 6]);
        var capture = new Capture([x], [block.Call(x, Pass.Inference())], [], null, repeats: true);
        var image = Tensor.FromChannelsLast<float>([.. Enumerable.Range(0, 480).Select(i => i % 7 - 3f)], x.Shape);
        var (with, without) = (new Plan(capture, PassSwitch.Parse("")), new Plan(capture, PassSwitch.Parse(setting)));
        Assert.Equal(Run(with, capture, image), Run(without, capture, image),
            (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
        Assert.Contains(without.Notes, n => n.EndsWith(": off", StringComparison.Ordinal));
        Assert.True(without.Instructions.Count > with.Instructions.Count || setting == "-fuse-elementwise");
    }

    [Theory]
    [InlineData("-fold-nrm", "fold-norm")]
    [InlineData("fuse-conv", "-fold-norm,-fuse-conv")]
    public void A_pass_that_does_not_exist_is_an_error_that_names_the_nearest(string setting, string named)
    {
        var error = Assert.Throws<UsageException>(() => PassSwitch.Parse(setting));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Equal("VIR5103", error.Code);
    }

    private static float[] Run(Plan plan, Capture capture, Tensor image)
    {
        float[] result = [];
        Engine.Run(() => result = Tensor.FromMaterialised(
            plan.Run([image.Evaluate()], plan.BindingFor(capture.Variables))[0]).ToArray<float>());
        return result;
    }

    private sealed class Block : Module
    {
        private readonly ConvNormActivation _first;
        private readonly ConvNormActivation _second;
        private readonly ConvNormActivation _side;

        public Block(int channels)
        {
            _first = Own("first", new ConvNormActivation(channels, channels, 3, activation: ActivationKind.Relu));
            _second = Own("second", new ConvNormActivation(channels, channels, 3, activation: ActivationKind.Identity));
            _side = Own("side", new ConvNormActivation(channels, channels, 1, activation: ActivationKind.Identity));
        }

        protected override Tensor Forward(Tensor x, Pass pass) =>
            (_second.Call(_first.Call(x, pass), pass) + _side.Call(x, pass)).Relu();
    }
}
