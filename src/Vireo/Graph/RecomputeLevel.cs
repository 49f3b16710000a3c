namespace Vireo.Graph;

/// <summary>How much of the forward pass is computed a second time instead of being kept for the gradients.</summary>
/// <param name="IsCheap">Whether what costs no multiply-adds is: batch norm, activations, sums.</param>
/// <param name="Segments">Stretches of which only the start is kept; 0 for none.</param>
/// <param name="Share">Share of the kept bytes, from the input on, that is cut into stretches.</param>
internal sealed record RecomputeLevel(bool IsCheap, int Segments, double Share)
{
    /// <summary>Everything is kept.</summary>
    public static RecomputeLevel None { get; } = new(false, 0, 0);

    /// <summary>All levels, those that compute less again first.</summary>
    public static IReadOnlyList<RecomputeLevel> All { get; } =
    [
        None, new(true, 0, 0), new(true, 4, 0.5), new(true, 8, 0.5), new(true, 4, 1), new(true, 8, 1), new(true, 16, 1),
        new(true, 32, 1),
    ];
}
