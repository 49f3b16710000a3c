namespace Vireo.Training.Config;

/// <summary>Whether a model learns to be computed in eight bits, and what its ranges learn by.</summary>
public enum QuantMode
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>By rounding and by what is cut off; see <see cref="Ops.RangeLearning.LearnedStep"/>.</summary>
    Lsq,

    /// <summary>By what is cut off; see <see cref="Ops.RangeLearning.Clip"/>.</summary>
    Pact,
}
