namespace Vireo.Layers;

/// <summary>What a layer of a transformer is made of. Defaults are PyTorch's, but for batches first.</summary>
public sealed record TransformerConfig
{
    /// <summary>Width of the sequence.</summary>
    public required int Width { get; init; }

    /// <summary>Heads of attention.</summary>
    public required int Heads { get; init; }

    /// <summary>Width between the two linear layers.</summary>
    public int FeedForward { get; init; } = 2048;

    /// <summary>Share dropped while training: of probabilities, between the linear layers, and of what is
    /// added.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>The nonlinearity between the linear layers.</summary>
    public ActivationKind Activation { get; init; } = ActivationKind.Relu;

    /// <summary>ε of the normalisations.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether what goes into a branch is normalised, instead of the sum behind it.</summary>
    public bool NormFirst { get; init; }

    /// <summary>Whether sequences are <c>[N, L, Width]</c>; <c>[L, N, Width]</c> otherwise.</summary>
    public bool BatchFirst { get; init; } = true;

    /// <summary>The attention of such a layer.</summary>
    internal AttentionConfig Attention => new()
    {
        Width = Width, Heads = Heads, Dropout = Dropout, BatchFirst = BatchFirst,
    };
}
