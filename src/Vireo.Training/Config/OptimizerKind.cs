namespace Vireo.Training.Config;

/// <summary>Rules that move weights.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with decoupled weight decay.</summary>
    AdamW,

    /// <summary>Adam with L2 weight decay.</summary>
    Adam,

    /// <summary>Gradient descent with momentum.</summary>
    Sgd,
}
