namespace Vireo.Training.Compression;

/// <summary>What becomes of a step of compression.</summary>
public enum CompressionVerdict
{
    /// <summary>It is within the budget: the fastest of these is written.</summary>
    Kept,

    /// <summary>It loses more than the budget allows.</summary>
    OverBudget,

    /// <summary>It computes in eight bits and is not faster here than the same network in floating point:
    /// refused.</summary>
    NotFaster,
}
