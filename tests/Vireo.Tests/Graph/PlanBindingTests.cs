using System.Runtime.CompilerServices;
using Vireo.Layers;
using Vireo.Ops;

namespace Vireo.Tests.Graph;

/// <summary>Models of equal structure share a plan; what is computed from their weights once is each model's
/// own.</summary>
public class PlanBindingTests
{
    [Theory]
    [InlineData(1, 6)]
    [InlineData(8, 64)] // taken apart, with a plan for every thread
    public void Models_that_take_turns_compute_their_constants_once(int batch, int size)
    {
        var (one, two) = (new Network(1), new Network(2));
        var (first, second) = (Compiled(one, batch, size), Compiled(two, batch, size));
        var images = Images(batch, size);
        var (alone, other) = (Run(first, images), Run(second, images));
        Assert.NotEqual(alone, other);
        for (var turn = 0; turn < 4; turn++)
        {
            Assert.Equal(alone, Run(first, images));
            Assert.Equal(other, Run(second, images));
        }

        Assert.Equal((1, 1), (first.Binding.Computed, second.Binding.Computed));
        Assert.True(first.Binding.Bytes > 0);
        Assert.Equal(first.Binding.Bytes, second.Binding.Bytes);
    }

    [Fact]
    public void Changed_weights_are_computed_again_for_the_model_that_has_them()
    {
        var (one, two) = (new Network(1), new Network(2));
        var (first, second) = (Compiled(one, 1, 6), Compiled(two, 1, 6));
        var images = Images(1, 6);
        var (alone, other) = (Run(first, images), Run(second, images));
        foreach (ref var weight in one.Weights) weight *= 2;

        Assert.NotEqual(alone, Run(first, images));
        Assert.Equal(other, Run(second, images));
        foreach (ref var weight in one.Weights) weight /= 2;
        Assert.Equal(alone, Run(first, images));
        Assert.Equal((3, 1), (first.Binding.Computed, second.Binding.Computed));
    }

    [Fact]
    public void Steps_over_the_same_variables_share_their_constants()
    {
        var network = new Network(1);
        var (first, second) = (Compiled(network, 1, 6), Compiled(network, 1, 6));
        Run(first, Images(1, 6));
        Run(second, Images(1, 6));
        Assert.Same(first.Binding, second.Binding);
        Assert.Equal(1, first.Binding.Computed);
    }

    [Fact]
    public void Constants_are_freed_with_the_last_step_that_needs_them()
    {
        var network = new Network(1);
        var memory = Used(network);
        for (var i = 0; i < 10 && !memory.IsClosed; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(memory.IsClosed);
        GC.KeepAlive(network);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vireo.Native.AlignedMemory Used(Network network)
    {
        var step = Compiled(network, 1, 6);
        Run(step, Images(1, 6));
        Assert.False(step.Binding.Constants.IsClosed);
        return step.Binding.Constants;
    }

    private static CompiledStep Compiled(Network network, int batch, int size)
    {
        var x = Tensor.Placeholder([batch, 3, size, size]);
        return Engine.Compile([x], [network.Call(x, Pass.Inference())]);
    }

    private static float[] Run(CompiledStep step, Tensor images) => step.Run(images)[0].ToArray<float>();

    private static Tensor Images(int batch, int size)
    {
        var rng = new Rng(5);
        var pixels = new float[batch * 3 * size * size];
        foreach (ref var p in pixels.AsSpan()) p = rng.Uniform(-1, 1);
        return Tensor.FromChannelsLast<float>(pixels, [batch, 3, size, size]);
    }

    private sealed class Network : Module
    {
        private readonly ConvNormActivation _stem;
        private readonly ConvNormActivation _second;

        public Network(ulong seed)
        {
            _stem = Own("stem", new ConvNormActivation(3, 32, 3, activation: ActivationKind.Relu));
            _second = Own("second", new ConvNormActivation(32, 32, 3, activation: ActivationKind.Identity));
            var rng = new Rng(seed);
            foreach (var (_, variable) in Parameters)
            {
                foreach (ref var v in variable.Data<float>()) v = rng.Uniform(0.01f, 0.1f);
            }
        }

        public Span<float> Weights => Parameters.First(p => p.Variable.Shape.Rank == 4).Variable.Data<float>();

        protected override Tensor Forward(Tensor x, Pass pass) =>
            (_second.Call(_stem.Call(x, pass), pass) + x.Mean([2, 3], keepAxes: true).Mean([1], keepAxes: true)).Relu().Mean([2, 3]);
    }
}
