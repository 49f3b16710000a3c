namespace Vireo;

/// <summary>A step does not fit into the memory it was given, whatever is computed again.</summary>
/// <param name="budget">Bytes that it was given for intermediate values.</param>
/// <param name="least">The fewest bytes it can do with.</param>
public sealed class MemoryBudgetException(long budget, long least) : VireoException(
    "VIR5104", $"intermediate values of a step need {least / 1e6:f0} MB at least, {Math.Max(0, budget) / 1e6:f0} MB "
        + "are left for them. Allow more memory, or take smaller batches or images.")
{
    /// <summary>Bytes that it was given.</summary>
    public long Budget { get; } = budget;

    /// <summary>The fewest bytes it can do with.</summary>
    public long Least { get; } = least;
}
