namespace Vireo.Pruning;

/// <summary>How much goes, and by what rule.</summary>
public sealed record PruneOptions
{
    /// <summary>Share of the multiply-adds that may stay; above 0, at most 1.</summary>
    public double Macs { get; init; } = 0.5;

    /// <summary>By what a channel is judged.</summary>
    public PruneMethod Method { get; init; } = PruneMethod.L1;

    /// <summary>Share of its channels that every layer keeps at least; above 0, at most 1.</summary>
    public double Floor { get; init; } = 0.25;

    /// <summary>Layers of twice as many channels or more keep a multiple of this number, which kernels like.</summary>
    public int Multiple { get; init; } = 8;
}
