namespace Vireo.Layers;

/// <summary>Where the queries of a <see cref="MultiHeadAttention"/> do not look. As in PyTorch's layer, a mask of truth
/// values is true where something is <em>hidden</em>; one of numbers is added to the scores.</summary>
public sealed record AttentionMasks
{
    /// <summary>Nothing is hidden.</summary>
    public static AttentionMasks None { get; } = new();

    /// <summary>Query i looks at the keys 0 … i only.</summary>
    public static AttentionMasks OnlyBefore { get; } = new() { Causal = true };

    /// <summary>Whether query i looks at the keys 0 … i only.</summary>
    public bool Causal { get; init; }

    /// <summary>A mask of queries by keys, <c>[L, S]</c>, or one for each sequence and head <c>[N·H, L, S]</c>; such as
    /// a relative position bias <c>[1, H, L, S]</c>.</summary>
    public Tensor? Scores { get; init; }

    /// <summary>A mask of keys, <c>[N, S]</c>: what only pads a sequence.</summary>
    public Tensor? Keys { get; init; }
}
