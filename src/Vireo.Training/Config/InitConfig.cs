namespace Vireo.Training.Config;

/// <summary>Weights to begin with.</summary>
public sealed record InitConfig
{
    /// <summary>Weight file to begin with, of any format that is read; null draws fresh weights.</summary>
    public string? Weights { get; init; }
}
