using System.Runtime.InteropServices;
using Vireo.Graph;
using Vireo.Graph.Passes;
using Vireo.Kernels.Managed;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Native;
using Vireo.Ops;
using Vireo.Optimizers;

namespace Vireo.Tests.Graph;

/// <summary>Plans that compute in brain floats.</summary>
public class PrecisionTests
{
    [Fact]
    public void Numbers_become_brain_floats_as_one_by_one_and_come_back()
    {
        var rng = new Rng(1);
        var bits = new uint[4099];
        foreach (ref var b in bits.AsSpan()) b = rng.NextUInt();
        // Ties both ways, the largest numbers, infinities, and what is no number with bits in its lower half alone.
        uint[] special =
        [
            0x3F808000, 0x3F818000, 0x3F808001, 0x7F7FFFFF, 0xFF7FFFFF, 0x7F800000, 0xFF800000, 0x7F800001, 0xFFFFFFFF,
            0x00000001, 0x80000000, 0,
        ];
        special.CopyTo(bits, 17);
        ReadOnlySpan<float> values = MemoryMarshal.Cast<uint, float>(bits);
        var narrow = new ushort[values.Length];
        BrainFloat.Narrow(values, narrow);
        for (var i = 0; i < narrow.Length; i++) Assert.Equal(BFloat.FromSingle(values[i]), narrow[i]);
        var wide = new float[values.Length];
        BrainFloat.Widen(narrow, wide);
        for (var i = 0; i < narrow.Length; i++)
            Assert.Equal((uint)narrow[i] << 16, BitConverter.SingleToUInt32Bits(wide[i]));
        Assert.True(float.IsNaN(wide[17 + 7]));
        Assert.Equal(0x3F80, narrow[17]);
        Assert.Equal(0x3F82, narrow[18]);
    }

    [Theory, InlineData(16), InlineData(20)]
    public void A_step_agrees_with_single_precision_and_keeps_variables_single(int channels)
    {
        var (single, brain) = (new Net(channels), new Net(channels));
        brain.CopyFrom(single);
        var (exact, found) = (single.Compile(Precision.Single), brain.Compile(Precision.Brain));
        var images = Images(1);
        for (var i = 0; i < 3; i++)
        {
            var (a, b) = (exact.Run(images), found.Run(images));
            Assert.Equal(DType.F32, b[0].DType);
            Assert.Equal(a[0].ToScalar(), b[0].ToScalar(), 0.03);
            Assert.Equal(a[1].ToArray<float>(), b[1].ToArray<float>(), (x, y) => Math.Abs(x - y) <= 0.06);
        }

        foreach (var (x, y) in single.Everything.Zip(brain.Everything))
        {
            Assert.Equal(x.Path, y.Path);
            Assert.Equal(x.Variable.ToDoubles(), y.Variable.ToDoubles(), (p, q) => Math.Abs(p - q) <= 0.03);
        }
    }

    [SkippableFact]
    public void Between_convolutions_lie_brain_floats_and_losses_are_single()
    {
        Skip.IfNot(OneDnn.HasBrainFloat, "the processor has no brain floats");
        var lines = new Net(20).Compile(Precision.Brain).Explain().ToList();
        bool IsOp(string line, params string[] names) =>
            names.Any(n => line[6..30].TrimEnd() == n);
        Assert.All(lines.Where(l => IsOp(l, "conv2d", "batch_norm", "batch_norm backward", "max_pool2d")),
            l => Assert.Contains("BF16[4, ", l, StringComparison.Ordinal));
        Assert.All(lines.Where(l => IsOp(l, "conv2d backward weights")),
            l => Assert.Contains("-> F32[", l, StringComparison.Ordinal));
        Assert.All(lines.Where(l => l.Contains("LogSoftmax", StringComparison.Ordinal)),
            l => Assert.DoesNotContain("BF16", l, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("reference", StringComparison.Ordinal));

        // A weight is rounded once, for the forward and for the backward pass; no image is brought back to single.
        var casts = lines.Where(l => IsOp(l, "Cast")).ToList();
        Assert.Equal(2, casts.Count(l => l.Contains("F32[20, 20, 3, 3] -> BF16", StringComparison.Ordinal)));
        Assert.DoesNotContain(casts, l => l.Contains("-> F32[4, 20", StringComparison.Ordinal));
    }

    [Fact]
    public void Left_out_it_changes_nothing_and_says_so()
    {
        var net = new Net(16);
        var capture = net.Capture(Precision.Brain);
        var plan = new Plan(capture, PassSwitch.Parse("-precision"));
        Assert.Contains("precision: off", plan.Notes);
        Assert.DoesNotContain(plan.Instructions.SelectMany(i => i.Inputs.Concat(i.Outputs)),
            v => v.Operand.DType == DType.BF16);
        var with = new Plan(capture, PassSwitch.Parse(""));
        Assert.Contains(with.Notes, n => n.StartsWith("precision: ", StringComparison.Ordinal)
            && n.Contains(" ops in bf16, ", StringComparison.Ordinal));
        Assert.True(with.ArenaBytes < plan.ArenaBytes);
    }

    [SkippableFact]
    public void An_op_can_be_kept_single()
    {
        Skip.IfNot(OneDnn.HasBrainFloat, "the processor has no brain floats");
        var precision = Precision.Brain with { Rules = [new("conv2d", DType.F32)] };
        var lines = new Net(16).Compile(precision).Explain()
            .Where(l => l[6..30].TrimEnd() == "conv2d").ToList();
        Assert.Equal(3, lines.Count);
        Assert.All(lines, l => Assert.DoesNotContain("BF16", l, StringComparison.Ordinal));
        Assert.NotEqual(precision, Precision.Brain);
        Assert.Equal(precision, Precision.Brain with { Rules = [new("conv2d", DType.F32)] });
    }

    [Fact]
    public void A_type_that_is_no_choice_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Precision { Compute = DType.F64 });

    [Fact]
    public void What_is_no_number_is_found_where_it_arises()
    {
        var net = new Net(16);
        var step = net.Compile(Precision.Brain);
        var before = net.Everything.SelectMany(v => v.Variable.ToDoubles()).ToArray();
        var failure = Assert.Throws<NonFiniteException>(() => step.Run(Images(1, float.PositiveInfinity)));
        Assert.Equal("first", failure.Label);
        Assert.False(failure.IsBackward);
        Assert.Equal(2, failure.Row);
        Assert.Equal(before, net.Everything.SelectMany(v => v.Variable.ToDoubles()).ToArray());
    }

    [SkippableFact]
    public void Weights_that_stay_are_rounded_once_for_all_runs()
    {
        Skip.IfNot(OneDnn.HasBrainFloat, "the processor has no brain floats");
        var net = new Net(16);
        var x = Tensor.Placeholder([4, 3, 12, 12]);
        var y = net.Call(x, Pass.Inference());
        var (exact, found) = (Engine.Compile([x], [y]), Engine.Compile([x], [y], precision: Precision.Brain));
        var (a, b) = (exact.Run(Images(1))[0].ToArray<float>(), found.Run(Images(1))[0].ToArray<float>());
        Assert.Equal(a, b, (p, q) => Math.Abs(p - q) <= 0.03);
        var lines = found.Explain().ToList();
        Assert.DoesNotContain(lines, l => l.Contains("-> BF16[16, ", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("conv2d + Relu", StringComparison.Ordinal)
            && l.Contains("avx512_core_bf16", StringComparison.Ordinal));
        Assert.Contains("ops in bf16", found.Summary, StringComparison.Ordinal);
    }

    private static Tensor Images(ulong seed, float odd = 0)
    {
        var rng = new Rng(seed);
        var pixels = new float[4 * 3 * 12 * 12];
        foreach (ref var p in pixels.AsSpan()) p = rng.Uniform(-1, 1);
        if (odd != 0) pixels[2 * 3 * 144 + 7] = odd;
        return Tensor.FromChannelsLast<float>(pixels, [4, 3, 12, 12]);
    }

    /// <summary>Convolutions with a residual, a pooling and scores.</summary>
    private sealed class Net : Module
    {
        private readonly Conv _first;
        private readonly BatchNorm _norm;
        private readonly Conv _second;
        private readonly Conv _third;
        private readonly BatchNorm _last;
        private readonly Linear _scores;

        public Net(int channels)
        {
            _first = Own("first", new Conv(3, channels, 3, new Window2d(1, 1), bias: false));
            _norm = Own("norm", new BatchNorm(channels));
            _second = Own("second", new Conv(channels, channels, 3, new Window2d(1, 1), bias: false));
            _third = Own("third", new Conv(channels, channels, 3, new Window2d(1, 1), bias: false));
            _last = Own("last", new BatchNorm(channels));
            _scores = Own("scores", new Linear(channels, 3));
            Initialise(new Rng(5));
        }

        public void CopyFrom(Net other)
        {
            foreach (var (to, from) in Everything.Zip(other.Everything)) to.Variable.Set(from.Variable.ToDoubles());
        }

        public CompiledStep Compile(Precision precision)
        {
            var (x, outputs, updates, guard) = Step();
            return Engine.Compile([x], outputs, updates, guard, precision);
        }

        public Capture Capture(Precision precision)
        {
            var (x, outputs, updates, guard) = Step();
            return new Capture([x], outputs, updates, guard, repeats: true, precision);
        }

        protected override Tensor Forward(Tensor x, Pass pass)
        {
            x = _norm.Call(_first.Call(x, pass), pass).Relu().MaxPool2d(2, new Window2d(2));
            var y = _third.Call(_second.Call(x, pass).Relu(), pass);
            return _scores.Call(_last.Call(y + x, pass).Relu().AdaptiveAveragePool2d().Flatten(), pass);
        }

        private (Tensor X, Tensor[] Outputs, List<Update> Updates, Tensor Guard) Step()
        {
            var x = Tensor.Placeholder([4, 3, 12, 12]);
            var pass = Pass.Training();
            var logits = Call(x, pass);
            var loss = logits.CrossEntropy(Tensor.From<long>(0, 1, 2, 0));
            var parameters = Parameters.ToList();
            var gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
            var optimizer = new Sgd { Momentum = 0.9 };
            optimizer.Rate.Set([0.05]);
            var updates = optimizer.Step([.. parameters.Select((p, i) => (p.Path, p.Variable, gradients[i]))]);
            return (x, [loss, logits], [.. updates, .. pass.Updates], loss + GradientClipping.Norm(gradients));
        }
    }
}
