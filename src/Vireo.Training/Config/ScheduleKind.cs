namespace Vireo.Training.Config;

/// <summary>Courses of the learning rate after the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>Half a cosine down to the floor.</summary>
    Cosine,

    /// <summary>The same all the time.</summary>
    Constant,

    /// <summary>Times gamma every few epochs.</summary>
    Step,

    /// <summary>Times gamma at each milestone.</summary>
    MultiStep,

    /// <summary>A factor of its own from each milestone on.</summary>
    Piecewise,

    /// <summary>Times gamma in every epoch, evenly.</summary>
    Exponential,

    /// <summary>e to the power of minus decay times epochs.</summary>
    NaturalExponential,

    /// <summary>One over one plus decay times epochs.</summary>
    InverseTime,

    /// <summary>A power of what is left of the run; the first power is a straight line.</summary>
    Polynomial,

    /// <summary>Half a cosine that starts anew.</summary>
    CosineRestarts,

    /// <summary>Up and down again and again.</summary>
    Cyclic,

    /// <summary>Up and down once.</summary>
    OneCycle,

    /// <summary>Times gamma when the validation gets no better.</summary>
    Plateau,

    /// <summary>Half of it whenever the validation gets no better; at 1/1024 training ends.</summary>
    Halving,
}
