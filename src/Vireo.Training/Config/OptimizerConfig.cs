namespace Vireo.Training.Config;

/// <summary>How weights move.</summary>
public sealed record OptimizerConfig
{
    /// <summary>The rule.</summary>
    public OptimizerKind Name { get; init; } = OptimizerKind.AdamW;

    /// <summary>Learning rate after the warm-up.</summary>
    public double Lr { get; init; } = 0.001;

    /// <summary>Weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Momentum of sgd.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether sgd looks ahead as Nesterov does.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Decay of the mean of gradients in adam and adamw.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients in adam and adamw.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the denominator in adam and adamw.</summary>
    public double Epsilon { get; init; } = 1e-8;
}
