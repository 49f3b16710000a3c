namespace Vireo.Training.Config;

/// <summary>How weights move. What is null is the optimizer's own; <see cref="OptimizerKeys"/> says which optimizer
/// takes what.</summary>
public sealed record OptimizerConfig
{
    /// <summary>The rule.</summary>
    public OptimizerKind Name { get; init; } = OptimizerKind.AdamW;

    /// <summary>Learning rate after the warm-up.</summary>
    public double Lr { get; init; } = 0.001;

    /// <summary>Weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Whether norms and biases decay too: all parameters with one axis.</summary>
    public bool DecayNormsAndBiases { get; init; }

    /// <summary>Factor of the rate from one block of the model to the one before it, seen from the head.</summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>What is different for some parameters; later groups win.</summary>
    public ValueList<GroupConfig> Groups { get; init; } = [];

    /// <summary>Steps after which slow weights meet the fast ones; zero for none.</summary>
    public int Lookahead { get; init; }

    /// <summary>How far the slow weights go towards the fast ones.</summary>
    public double LookaheadAlpha { get; init; } = 0.5;

    /// <summary>Share of the former direction that is kept.</summary>
    public double? Momentum { get; init; }

    /// <summary>Whether to look ahead as Nesterov does.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Share of the gradient that does not enter the direction.</summary>
    public double? Dampening { get; init; }

    /// <summary>Decay of the mean of gradients.</summary>
    public double? Beta1 { get; init; }

    /// <summary>Decay of the mean of squared gradients.</summary>
    public double? Beta2 { get; init; }

    /// <summary>Added to the denominator.</summary>
    public double? Epsilon { get; init; }

    /// <summary>Whether epsilon is added under the root.</summary>
    public bool EpsilonInside { get; init; }

    /// <summary>Whether decay shrinks weights instead of adding to gradients.</summary>
    public bool DecoupledDecay { get; init; }

    /// <summary>Whether the mean of squares may only grow.</summary>
    public bool Amsgrad { get; init; }

    /// <summary>How fast the momentum of nadam rises.</summary>
    public double? MomentumDecay { get; init; }

    /// <summary>Decay of the mean of squares in rmsprop and adadelta.</summary>
    public double? Rho { get; init; }

    /// <summary>Whether the mean of gradients is taken off.</summary>
    public bool Centred { get; init; }

    /// <summary>How fast the rate of adagrad falls by itself, per step.</summary>
    public double? LrDecay { get; init; }

    /// <summary>What the sum of squares of adagrad starts with.</summary>
    public double? Start { get; init; }

    /// <summary>How far a tensor may move in lars, as a share of its length.</summary>
    public double? Trust { get; init; }

    /// <summary>Decay of parameter and rate in asgd.</summary>
    public double? Lambda { get; init; }

    /// <summary>Power of the fall of the rate in asgd.</summary>
    public double? Alpha { get; init; }

    /// <summary>Factor of a step of rprop whose gradient kept its sign.</summary>
    public double? Growth { get; init; }

    /// <summary>Factor of a step of rprop whose gradient turned.</summary>
    public double? Shrinkage { get; init; }

    /// <summary>Smallest step of rprop.</summary>
    public double? StepMin { get; init; }

    /// <summary>Greatest step of rprop.</summary>
    public double? StepMax { get; init; }
}
