namespace Vireo.Layers;

/// <summary>One layer of a transformer's decoder: attention to itself, attention to the encoder's output (the memory),
/// then two linear layers, each added to what went in. Parts, as PyTorch's: <c>self_attn</c>, <c>multihead_attn</c>,
/// <c>linear1</c>, <c>linear2</c>, <c>norm1</c>, <c>norm2</c>, <c>norm3</c>.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762.</remarks>
public sealed class TransformerDecoderLayer : Module
{
    private readonly TransformerConfig _config;
    private readonly MultiHeadAttention _own;
    private readonly MultiHeadAttention _other;
    private readonly Linear _widen;
    private readonly Linear _narrow;
    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;
    private readonly LayerNorm _norm3;

    /// <summary>Declares the parts.</summary>
    /// <exception cref="ShapeException">The heads do not divide the width.</exception>
    public TransformerDecoderLayer(TransformerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        _own = Own("self_attn", new MultiHeadAttention(config.Attention));
        _other = Own("multihead_attn", new MultiHeadAttention(config.Attention));
        _widen = Own("linear1", new Linear(config.Width, config.FeedForward));
        _narrow = Own("linear2", new Linear(config.FeedForward, config.Width));
        _norm1 = Own("norm1", new LayerNorm([config.Width], config.Epsilon));
        _norm2 = Own("norm2", new LayerNorm([config.Width], config.Epsilon));
        _norm3 = Own("norm3", new LayerNorm([config.Width], config.Epsilon));
    }

    /// <summary>The layer.</summary>
    /// <param name="x"><c>[N, L, Width]</c>.</param>
    /// <param name="memory">What the encoder gave, <c>[N, S, Width]</c>.</param>
    /// <param name="pass">What the graph is for.</param>
    /// <param name="masks">Where the sequence does not look in itself, such as
    /// <see cref="AttentionMasks.OnlyBefore"/>.</param>
    /// <param name="memoryMasks">Where it does not look in the memory.</param>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    public Tensor Decode(
        Tensor x, Tensor memory, Pass pass, AttentionMasks? masks = null, AttentionMasks? memoryMasks = null) =>
        Within(pass, () => Build(x, memory, pass, masks, memoryMasks), static y => y);

    /// <summary>Not for this layer: it has two inputs.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    protected override Tensor Forward(Tensor x, Pass pass) =>
        throw new InvalidOperationException("a decoder layer needs the encoder's output: call Decode(x, memory, pass)");

    private Tensor Build(Tensor x, Tensor memory, Pass pass, AttentionMasks? masks, AttentionMasks? memoryMasks)
    {
        x = Added(x, _norm1, pass, y => _own.Attend(y, y, y, pass, masks));
        x = Added(x, _norm2, pass, y => _other.Attend(y, memory, memory, pass, memoryMasks));
        return Added(x, _norm3, pass, y =>
        {
            var hidden = Activation.Of(_widen.Call(y, pass), _config.Activation);
            return _narrow.Call(pass.Dropout(hidden, _config.Dropout), pass);
        });
    }

    private Tensor Added(Tensor x, LayerNorm norm, Pass pass, Func<Tensor, Tensor> branch)
    {
        var y = x + pass.Dropout(branch(_config.NormFirst ? norm.Call(x, pass) : x), _config.Dropout);
        return _config.NormFirst ? y : norm.Call(y, pass);
    }
}
