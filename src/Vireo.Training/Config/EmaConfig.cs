namespace Vireo.Training.Config;

/// <summary>Moving average of the weights, validated and saved instead of them.</summary>
public sealed record EmaConfig
{
    /// <summary>Share of the old average kept per step, such as 0.999; zero takes no average.</summary>
    public double Decay { get; init; }
}
