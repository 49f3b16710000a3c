namespace Vireo.Training.Config;

/// <summary>Whether values of the forward pass may be computed again instead of being kept.</summary>
public enum RecomputeKind
{
    /// <summary>Everything is kept.</summary>
    None,

    /// <summary>As much as the budget of memory asks for, and no more.</summary>
    Auto,
}
