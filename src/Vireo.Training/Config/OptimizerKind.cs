namespace Vireo.Training.Config;

/// <summary>Rules that move weights; see the classes of these names in <see cref="Vireo.Optimizers"/>.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with decoupled weight decay.</summary>
    AdamW,

    /// <summary>Adam with L2 weight decay.</summary>
    Adam,

    /// <summary>Gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam with Nesterov's momentum.</summary>
    NAdam,

    /// <summary>Rectified Adam.</summary>
    RAdam,

    /// <summary>Adam with the greatest gradient.</summary>
    Adamax,

    /// <summary>Adam with the deviation from the mean.</summary>
    AdaBelief,

    /// <summary>Rates by the sum of squared gradients.</summary>
    Adagrad,

    /// <summary>Rates by means of squared gradients and changes; the rate is 1 in the paper.</summary>
    Adadelta,

    /// <summary>Rates by the mean of squared gradients.</summary>
    RmsProp,

    /// <summary>Steps by the sign of the gradient, for whole batches.</summary>
    Rprop,

    /// <summary>Gradient descent whose rate falls by itself; what it averages is not used: see
    /// <see cref="EmaConfig"/>.</summary>
    Asgd,

    /// <summary>Momentum with a rate per tensor.</summary>
    Lars,

    /// <summary>Adam with a rate per tensor.</summary>
    Lamb,

    /// <summary>The sign of a momentum.</summary>
    Lion,
}
