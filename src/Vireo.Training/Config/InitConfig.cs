namespace Vireo.Training.Config;

/// <summary>Weights to begin with.</summary>
public sealed record InitConfig
{
    /// <summary>Safetensors file to begin with; null draws fresh weights.</summary>
    public string? Weights { get; init; }
}
