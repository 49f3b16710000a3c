namespace Vireo.Schedules;

/// <summary>How the height of a cycle changes.</summary>
public enum CycleMode
{
    /// <summary>It stays.</summary>
    Triangular,

    /// <summary>Each cycle is half as high as the one before.</summary>
    Halving,

    /// <summary>It falls by a factor with each step.</summary>
    Exponential,
}
