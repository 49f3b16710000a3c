namespace Vireo.Layers;

/// <summary>One layer of a transformer's encoder: attention to itself, then two linear layers, each added to what went
/// in. Parts, as PyTorch's: <c>self_attn</c>, <c>linear1</c>, <c>linear2</c>, <c>norm1</c>, <c>norm2</c>.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762; normalisation first: Xiong et al. 2020, arXiv:2002.04745.</remarks>
public sealed class TransformerEncoderLayer : Module
{
    private readonly TransformerConfig _config;
    private readonly MultiHeadAttention _attention;
    private readonly Linear _widen;
    private readonly Linear _narrow;
    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;

    /// <summary>Declares the parts.</summary>
    /// <exception cref="ShapeException">The heads do not divide the width.</exception>
    public TransformerEncoderLayer(TransformerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        _attention = Own("self_attn", new MultiHeadAttention(config.Attention));
        _widen = Own("linear1", new Linear(config.Width, config.FeedForward));
        _narrow = Own("linear2", new Linear(config.FeedForward, config.Width));
        _norm1 = Own("norm1", new LayerNorm([config.Width], config.Epsilon));
        _norm2 = Own("norm2", new LayerNorm([config.Width], config.Epsilon));
    }

    /// <summary>The layer with masks.</summary>
    /// <param name="x"><c>[N, L, Width]</c>.</param>
    /// <param name="pass">What the graph is for.</param>
    /// <param name="masks">Where the sequence does not look.</param>
    /// <exception cref="ShapeException">The operands do not fit.</exception>
    public Tensor Encode(Tensor x, Pass pass, AttentionMasks? masks = null) =>
        Within(pass, () => Build(x, pass, masks), static y => y);

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => Build(x, pass, null);

    private Tensor Build(Tensor x, Pass pass, AttentionMasks? masks)
    {
        var normed = _config.NormFirst ? _norm1.Call(x, pass) : x;
        x += pass.Dropout(_attention.Attend(normed, normed, normed, pass, masks), _config.Dropout);
        if (!_config.NormFirst) x = _norm1.Call(x, pass);
        normed = _config.NormFirst ? _norm2.Call(x, pass) : x;
        var hidden = pass.Dropout(Activation.Of(_widen.Call(normed, pass), _config.Activation), _config.Dropout);
        x += pass.Dropout(_narrow.Call(hidden, pass), _config.Dropout);
        return _config.NormFirst ? x : _norm2.Call(x, pass);
    }
}
