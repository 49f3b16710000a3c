namespace Vireo.Kernels;

/// <summary>Extents of attention: B batches of H heads, L queries and S keys of width D, values of width E.</summary>
public readonly record struct AttentionGeometry
{
    /// <summary>Batches.</summary>
    public required int B { get; init; }

    /// <summary>Heads.</summary>
    public required int H { get; init; }

    /// <summary>Queries.</summary>
    public required int L { get; init; }

    /// <summary>Keys and values.</summary>
    public required int S { get; init; }

    /// <summary>Width of queries and keys.</summary>
    public required int D { get; init; }

    /// <summary>Width of values.</summary>
    public required int E { get; init; }

    /// <summary>Factor of the products.</summary>
    public required double Scale { get; init; }

    /// <summary>Whether query i looks at the keys 0 … i only.</summary>
    public bool Causal { get; init; }

    /// <summary>Extents of the bias, four, each that of B, H, L, S or one; null without.</summary>
    public Shape? Bias { get; init; }

    /// <summary>Extents of the mask, as those of the bias; null without.</summary>
    public Shape? Mask { get; init; }
}
