using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Attention of several heads with projections before and after. Input <c>[N, L, Width]</c>, output the same.
/// Parameters as PyTorch's: <c>in_proj_weight</c> (rows of q, k, v), or <c>q_proj_weight</c>, <c>k_proj_weight</c>,
/// <c>v_proj_weight</c> where widths differ; <c>in_proj_bias</c>, <c>bias_k</c>, <c>bias_v</c>,
/// <c>out_proj</c>.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762. A query that sees no key gives zeros before the last projection, as
/// in PyTorch 2.5 and later. Probabilities are stored only when they are asked for or dropped.</remarks>
public sealed class MultiHeadAttention : Module
{
    private readonly AttentionConfig _config;
    private readonly Variable[] _weights;
    private readonly Variable? _bias;
    private readonly Variable? _learnedKey;
    private readonly Variable? _learnedValue;
    private readonly Linear _output;

    /// <summary>Declares the parameters.</summary>
    /// <exception cref="ShapeException">The heads do not divide the width.</exception>
    public MultiHeadAttention(AttentionConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        var (width, keys) = (config.Width, config.KeyWidth == 0 ? config.Width : config.KeyWidth);
        var values = config.ValueWidth == 0 ? width : config.ValueWidth;
        if (config.Heads < 1 || width < 1 || width % config.Heads != 0)
        {
            throw new ShapeException("multi-head attention", $"{config.Heads} heads do not divide the width {width}.",
                [], "Choose a width that is a multiple of the heads.");
        }

        var xavier = new Xavier();
        _weights = keys == width && values == width
            ? [Parameter("in_proj_weight", [3 * width, width], xavier)]
            : [
                Parameter("q_proj_weight", [width, width], xavier), Parameter("k_proj_weight", [width, keys], xavier),
                Parameter("v_proj_weight", [width, values], xavier),
            ];
        if (config.Bias) _bias = Parameter("in_proj_bias", [3 * width], new Constant(0));
        if (config.LearnedKey)
        {
            _learnedKey = Parameter("bias_k", [1, 1, width], xavier);
            _learnedValue = Parameter("bias_v", [1, 1, width], xavier);
        }

        _output = Own("out_proj", new Linear(width, width, config.Bias, biases: new Constant(0)));
    }

    /// <summary>Queries look at keys and take values.</summary>
    /// <param name="query"><c>[N, L, Width]</c>.</param>
    /// <param name="key"><c>[N, S, KeyWidth]</c>.</param>
    /// <param name="value"><c>[N, S, ValueWidth]</c>.</param>
    /// <param name="pass">What the graph is for.</param>
    /// <param name="masks">Where queries do not look.</param>
    /// <returns><c>[N, L, Width]</c>.</returns>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    public Tensor Attend(Tensor query, Tensor key, Tensor value, Pass pass, AttentionMasks? masks = null) =>
        Within(pass, () => Build(query, key, value, pass, masks, weights: false).Y, static y => y);

    /// <summary>The same, and the probabilities.</summary>
    /// <param name="query"><c>[N, L, Width]</c>.</param>
    /// <param name="key"><c>[N, S, KeyWidth]</c>.</param>
    /// <param name="value"><c>[N, S, ValueWidth]</c>.</param>
    /// <param name="pass">What the graph is for.</param>
    /// <param name="masks">Where queries do not look.</param>
    /// <param name="average">Whether probabilities are the heads' mean <c>[N, L, S]</c> instead of each
    /// <c>[N, H, L, S]</c>.</param>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    public (Tensor Y, Tensor Weights) AttendWithWeights(
        Tensor query, Tensor key, Tensor value, Pass pass, AttentionMasks? masks = null, bool average = true)
    {
        var (y, found) = Within(
            pass, () => Build(query, key, value, pass, masks, weights: true), static result => result.Y);
        var weights = found ?? throw new InvalidOperationException("probabilities were not stored");
        return (y, average ? weights.Mean([1]) : weights);
    }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => Build(x, x, x, pass, null, weights: false).Y;

    private (Tensor Y, Tensor? Weights) Build(
        Tensor query, Tensor key, Tensor value, Pass pass, AttentionMasks? masks, bool weights)
    {
        ArgumentNullException.ThrowIfNull(pass);
        RequireSequences(query, key, value);
        var (q, k, v) = Projected(query, key, value);
        var (batch, places) = (q.Shape[0], k.Shape[1]);
        if (_learnedKey is not null && _learnedValue is not null)
        {
            k = Tensor.Concat(1, k, _learnedKey.Value.Expand([batch, 1, _config.Width]));
            v = Tensor.Concat(1, v, _learnedValue.Value.Expand([batch, 1, _config.Width]));
        }

        if (_config.ZeroKey)
        {
            var zero = Tensor.Full(0, [batch, 1, _config.Width], k.DType);
            (k, v) = (Tensor.Concat(1, k, zero), Tensor.Concat(1, v, zero));
        }

        var (bias, mask) = MaskParts.Of(
            masks ?? AttentionMasks.None, [batch, _config.Heads, q.Shape[1], places], k.Shape[1] - places, q.DType);
        (q, k, v) = (Heads(q), Heads(k), Heads(v));
        var drops = pass.IsTraining && _config.Dropout > 0;
        Tensor? shares = null;
        Tensor y;
        if (weights || drops)
        {
            shares = pass.Dropout(q.AttentionWeights(k, bias, mask), _config.Dropout);
            y = shares.MatMul(v);
        }
        else
        {
            // A causal mask alone needs no matrix of truth values.
            var causal = masks is { Causal: true, Scores: null, Keys: null } && k.Shape[2] == places;
            y = q.Attention(k, v, bias, causal ? null : mask, causal);
        }

        y = _output.Call(y.Transpose(0, 2, 1, 3).Reshape([batch, -1, _config.Width]), pass);
        return (_config.BatchFirst ? y : y.Transpose(1, 0, 2), shares);
    }

    private (Tensor Q, Tensor K, Tensor V) Projected(Tensor query, Tensor key, Tensor value)
    {
        var width = _config.Width;
        if (query == key && key == value && _weights.Length == 1)
        {
            var all = Ordered(query).Linear(_weights[0].Value, _bias?.Value);
            return (all.Slice(-1, 0, width), all.Slice(-1, width, 2 * width), all.Slice(-1, 2 * width, 3 * width));
        }

        Tensor Project(Tensor x, int which)
        {
            var weight = _weights.Length == 1
                ? _weights[0].Value.Slice(0, which * width, (which + 1) * width)
                : _weights[which].Value;
            return Ordered(x).Linear(weight, _bias?.Value.Slice(0, which * width, (which + 1) * width));
        }

        return (Project(query, 0), Project(key, 1), Project(value, 2));
    }

    private Tensor Ordered(Tensor x) => _config.BatchFirst ? x : x.Transpose(1, 0, 2);

    private Tensor Heads(Tensor x) =>
        x.Reshape([x.Shape[0], x.Shape[1], _config.Heads, _config.Width / _config.Heads]).Transpose(0, 2, 1, 3);

    private void RequireSequences(Tensor query, Tensor key, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        var (n, l) = _config.BatchFirst ? (0, 1) : (1, 0);
        var (q, k, v) = (query.Shape, key.Shape, value.Shape);
        var fits = q.Rank == 3 && k.Rank == 3 && v.Rank == 3 && q[n] == k[n] && k[n] == v[n] && k[l] == v[l]
            && q[2] == _config.Width && k[2] == _weights[_weights.Length == 1 ? 0 : 1].Shape[1]
            && v[2] == _weights[^1].Shape[1];
        if (fits) return;
        var axes = _config.BatchFirst ? "N, L, width" : "L, N, width";
        throw new ShapeException(
            "multi-head attention", "query, key and value do not fit the layer or each other.",
            [("query", query.Spec, axes), ("key", key.Spec, axes), ("value", value.Spec, axes)],
            $"The layer takes queries of width {_config.Width}; keys and values have one length, all one N.");
    }
}
