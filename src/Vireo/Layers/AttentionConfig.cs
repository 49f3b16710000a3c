namespace Vireo.Layers;

/// <summary>What a <see cref="MultiHeadAttention"/> is made of.</summary>
public sealed record AttentionConfig
{
    /// <summary>Width of queries and of the output, a multiple of the heads.</summary>
    public required int Width { get; init; }

    /// <summary>Heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Width of the keys that are given; that of the queries when zero.</summary>
    public int KeyWidth { get; init; }

    /// <summary>Width of the values that are given; that of the queries when zero.</summary>
    public int ValueWidth { get; init; }

    /// <summary>Share of probabilities dropped while training.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether projections add something.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether a learned key and value stand behind those given.</summary>
    public bool LearnedKey { get; init; }

    /// <summary>Whether a key and value of zeros stand behind all others.</summary>
    public bool ZeroKey { get; init; }

    /// <summary>Whether sequences are <c>[N, L, width]</c>; <c>[L, N, width]</c> otherwise.</summary>
    public bool BatchFirst { get; init; } = true;
}
