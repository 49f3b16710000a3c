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
