namespace Vireo.Training.Config;

/// <summary>What is different for some parameters; see <see cref="Vireo.Optimizers.ParameterGroup"/>.</summary>
public sealed record GroupConfig
{
    /// <summary>Path of a parameter or a part of the model; <c>*</c> is any text without a dot, <c>**</c> any
    /// text.</summary>
    public required string Pattern { get; init; }

    /// <summary>Factor of the learning rate; zero freezes, null leaves it.</summary>
    public double? LrScale { get; init; }

    /// <summary>Weight decay of those that decay at all; null leaves it.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Whether nothing of them changes; null leaves it.</summary>
    public bool? Freeze { get; init; }
}
