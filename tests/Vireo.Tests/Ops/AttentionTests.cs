using Vireo.Graph;
using Vireo.Layers;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Ops;

public class AttentionTests
{
    private static Tensor Drawn(ulong seed, Shape shape, double scale = 1)
    {
        var rng = new Rng(seed);
        var values = new double[shape.Count];
        for (var i = 0; i < values.Length; i++) values[i] = scale * (2 * rng.UniformDouble() - 1);
        return Tensor.From(values, shape);
    }

    private static Tensor Flags(Shape shape, Func<int, bool> of) =>
        Tensor.From(Enumerable.Range(0, (int)shape.Count).Select(of).ToArray(), shape);

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    [InlineData(true, true, true)]
    public void It_is_the_softmax_of_the_scores_times_the_values(bool biased, bool masked, bool causal)
    {
        var (q, k, v) = (Drawn(1, [2, 3, 70, 5]), Drawn(2, [2, 3, 130, 5]), Drawn(3, [2, 3, 130, 4]));
        var bias = biased ? Drawn(4, [1, 3, 70, 130]) : null;
        var mask = masked ? Flags([2, 1, 1, 130], i => i % 3 != 1) : null;
        Tensor[] wrt = biased && bias is not null ? [q, k, v, bias] : [q, k, v];
        var seed = Drawn(5, [2, 3, 70, 4]);
        var fused = q.Attention(k, v, bias, mask, causal, 0.7);
        var plain = q.AttentionWeights(k, bias, mask, causal, 0.7).MatMul(v);
        Check.Close(plain.ToDoubles(), fused.ToDoubles(), 1e-12);
        var (expected, found) = (Gradients.Of([plain], [seed], wrt), Gradients.Of([fused], [seed], wrt));
        for (var i = 0; i < wrt.Length; i++) Check.Close(expected[i]!.ToDoubles(), found[i]!.ToDoubles(), 1e-12);
    }

    [Fact]
    public void Gradients_of_gradients_are_those_of_the_plain_form()
    {
        var (q, k, v) = (Drawn(1, [1, 1, 3, 2]), Drawn(2, [1, 1, 4, 2]), Drawn(3, [1, 1, 4, 3]));
        double[] Second(Tensor y)
        {
            var dq = Gradients.Of((y * y).Sum(), q)[0];
            return Gradients.Of((dq * dq).Sum(), k)[0].ToDoubles();
        }

        Check.Close(Second(q.AttentionWeights(k).MatMul(v)), Second(q.Attention(k, v)), 1e-12);
    }

    [Fact]
    public void A_query_that_may_look_nowhere_gives_zero_and_harms_nobody()
    {
        var (q, k, v) = (Drawn(1, [1, 1, 2, 4]), Drawn(2, [1, 1, 3, 4]), Drawn(3, [1, 1, 3, 4]));
        var mask = Flags([1, 1, 2, 3], i => i < 3);
        foreach (var y in (Tensor[])[q.Attention(k, v, mask: mask), q.AttentionWeights(k, mask: mask).MatMul(v)])
        {
            Assert.Equal([0, 0, 0, 0], y.ToDoubles()[4..]);
            foreach (var gradient in Gradients.Of(y.Sum(), q, k, v))
            {
                Assert.All(gradient.ToDoubles(), g => Assert.True(double.IsFinite(g)));
            }
        }
    }

    [Fact]
    public void Scores_of_a_thousand_do_not_overflow()
    {
        var (q, k, v) = (Drawn(1, [1, 1, 4, 4], 100), Drawn(2, [1, 1, 80, 4], 100), Drawn(3, [1, 1, 80, 4]));
        var truth = q.AttentionWeights(k).MatMul(v).ToDoubles();
        var single = q.Cast(DType.F32).Attention(k.Cast(DType.F32), v.Cast(DType.F32)).ToDoubles();
        Check.Close(truth, single, 1e-3);
    }

    [Fact]
    public void No_matrix_of_queries_by_keys_is_stored()
    {
        Tensor q = Tensor.Placeholder([1, 2, 2048, 16]), k = Tensor.Placeholder([1, 2, 2048, 16]);
        var v = Tensor.Placeholder([1, 2, 2048, 16]);
        var loss = q.Attention(k, v).Sum();
        var step = Engine.Compile([q, k, v], [loss, .. Gradients.Of(loss, q, k, v)]);
        Assert.True(step.ArenaBytes < 2L * 2048 * 2048 * sizeof(float) / 4, $"{step.ArenaBytes} bytes");
    }

    [Fact]
    public void Leading_axes_may_be_missing_or_many()
    {
        var (q, k, v) = (Drawn(1, [6, 3, 4]), Drawn(2, [6, 5, 4]), Drawn(3, [6, 5, 2]));
        var (bias, expected) = (Drawn(4, [3, 5]), q.AttentionWeights(k, Drawn(4, [3, 5])).MatMul(v).ToDoubles());
        Check.Close(expected, q.Attention(k, v, bias).ToDoubles(), 1e-12);
        var many = q.Reshape([1, 2, 3, 3, 4]).Attention(k.Reshape([1, 2, 3, 5, 4]), v.Reshape([1, 2, 3, 5, 2]), bias);
        Assert.Equal(Shape.Create([1, 2, 3, 3, 2]), many.Shape);
        Check.Close(expected, many.ToDoubles(), 1e-12);
        var one = q.Slice(0, 0, 1).Reshape([3, 4]).Attention(
            k.Slice(0, 0, 1).Reshape([5, 4]), v.Slice(0, 0, 1).Reshape([5, 2]), bias);
        Check.Close(expected.AsSpan(0, 6), one.ToDoubles(), 1e-12);
    }

    [Fact]
    public void Operands_that_do_not_fit_are_printed()
    {
        var other = Drawn(2, [1, 2, 5, 6]);
        var e = Assert.Throws<ShapeException>(() => Drawn(1, [1, 2, 3, 4]).Attention(other, other));
        Assert.Contains("attention: q, k and v do not fit.", e.Message, StringComparison.Ordinal);
        Assert.Contains("F64[1, 2, 5, 6]", e.Message, StringComparison.Ordinal);
        var q = Drawn(1, [1, 2, 3, 4]);
        e = Assert.Throws<ShapeException>(() => q.Attention(q, q, Drawn(2, [1, 5, 3, 3])));
        Assert.Contains("the bias does not stretch to [1, 2, 3, 3].", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ShapeException>(() => new MultiHeadAttention(new() { Width = 10, Heads = 4 }));
        Assert.Contains("4 heads do not divide the width 10.", e.Message, StringComparison.Ordinal);
        var layer = new MultiHeadAttention(new() { Width = 4, Heads = 2 });
        e = Assert.Throws<ShapeException>(() => layer.Call(Tensor.Full(0, [2, 3, 5]), Pass.Inference()));
        Assert.Contains("The layer takes queries of width 4", e.Message, StringComparison.Ordinal);
        var x = Tensor.Full(0, [2, 3, 4]);
        e = Assert.Throws<ShapeException>(() => layer.Attend(
            x, x, x, Pass.Inference(), new() { Keys = Flags([2, 4], _ => false) }));
        Assert.Contains("It must be [2, 3].", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_are_named_as_those_of_torch()
    {
        var layer = new MultiHeadAttention(new() { Width = 4, Heads = 2, KeyWidth = 3, LearnedKey = true });
        Assert.Equal(
            [
                "q_proj_weight", "k_proj_weight", "v_proj_weight", "in_proj_bias", "bias_k", "bias_v",
                "out_proj.weight", "out_proj.bias",
            ],
            layer.Parameters.Select(p => p.Path));
        var lstm = new Lstm(new() { Inputs = 3, Width = 2, Layers = 2, Bidirectional = true });
        Assert.Equal(
            from l in (string[])["l0", "l0_reverse", "l1", "l1_reverse"]
            from w in (string[])["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
            select $"{w}_{l}",
            lstm.Parameters.Select(p => p.Path));
    }

    [Fact]
    public void Keys_that_only_pad_change_nothing()
    {
        var layer = new MultiHeadAttention(new() { Width = 6, Heads = 3, LearnedKey = true, ZeroKey = true });
        layer.Initialise(new Rng(3));
        layer.ConvertTo(DType.F64);
        var (q, k) = (Drawn(1, [2, 4, 6]), Drawn(2, [2, 5, 6]));
        var padded = Tensor.Concat(1, k, Drawn(3, [2, 2, 6], 10));
        var masks = new AttentionMasks { Keys = Flags([2, 7], i => i % 7 > 4) };
        var expected = layer.Attend(q, k, k, Pass.Inference()).ToDoubles();
        Check.Close(expected, layer.Attend(q, padded, padded, Pass.Inference(), masks).ToDoubles(), 1e-12);
        var (y, weights) = layer.AttendWithWeights(q, padded, padded, Pass.Inference(), masks);
        Check.Close(expected, y.ToDoubles(), 1e-12);
        Assert.Equal(Shape.Create([2, 4, 9]), weights.Shape);
        Check.Close(Enumerable.Repeat(1.0, 8).ToArray(), weights.Sum([-1]).ToDoubles(), 1e-12);
    }

    [Fact]
    public void A_causal_layer_does_not_look_ahead()
    {
        var layer = new TransformerEncoderLayer(new() { Width = 8, Heads = 2, FeedForward = 8, NormFirst = true });
        layer.Initialise(new Rng(3));
        var x = Drawn(1, [1, 5, 8]).Cast(DType.F32);
        var changed = Tensor.Concat(1, x.Slice(1, 0, 4), Tensor.Full(7, [1, 1, 8]));
        double[] Begin(Tensor of) =>
            layer.Encode(of, Pass.Inference(), AttentionMasks.OnlyBefore).Slice(1, 0, 4).ToDoubles();
        Assert.Equal(Begin(x), Begin(changed));
    }

    [Fact]
    public void Relative_positions_are_those_of_swin()
    {
        var bias = new RelativePositionBias(2, 2, 1);
        var index = bias.Buffers.Single(b => b.Path == "relative_position_index").Variable;
        Assert.Equal([4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4], index.ToDoubles());
        bias.Parameters.Single().Variable.Set([.. Enumerable.Range(0, 9).Select(i => (double)i)]);
        Assert.Equal(index.ToDoubles(), bias.Bias().ToDoubles());
    }
}
