namespace Vireo.Training.Config;

/// <summary>Weights to begin with.</summary>
public sealed record InitConfig
{
    /// <summary>Weight file of any format that is read, run folder or bundle to begin with; null draws fresh
    /// weights.</summary>
    public string? Weights { get; init; }
}
