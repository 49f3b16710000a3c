namespace Vireo.Training.Config;

/// <summary>In which type a step computes.</summary>
public enum PrecisionChoice
{
    /// <summary>What is best on the machine that begins the run; see <see cref="Precision.Automatic"/>.</summary>
    Auto,

    /// <summary>Single precision.</summary>
    F32,

    /// <summary>Brain floats, with weights, statistics and losses in single precision.</summary>
    Bf16,
}
