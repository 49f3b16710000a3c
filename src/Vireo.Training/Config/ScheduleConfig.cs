using Vireo.Schedules;

namespace Vireo.Training.Config;

/// <summary>How the learning rate changes. All lengths are in epochs, parts of one are fine; all heights are factors of
/// the learning rate. Milestones count from the start of the run, all else from the end of the warm-up.</summary>
public sealed record ScheduleConfig
{
    /// <summary>Course after the warm-up.</summary>
    public ScheduleKind Name { get; init; } = ScheduleKind.Cosine;

    /// <summary>Epochs of linear warm-up; no more than the run has.</summary>
    public double WarmupEpochs { get; init; } = 1;

    /// <summary>Factor that the warm-up starts with.</summary>
    public double WarmupStart { get; init; } = 0.01;

    /// <summary>Epochs between two steps down.</summary>
    public double StepSize { get; init; } = 10;

    /// <summary>Factor of a step down, of a cut on a plateau, or of one epoch.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <summary>Epochs at which the rate changes, rising, from the start of the run.</summary>
    public ValueList<double> Milestones { get; init; } = [];

    /// <summary>Factors of piecewise, one more than milestones.</summary>
    public ValueList<double> Factors { get; init; } = [];

    /// <summary>Decay per epoch.</summary>
    public double Decay { get; init; } = 0.1;

    /// <summary>Power of what is left.</summary>
    public double Power { get; init; } = 1;

    /// <summary>Lowest factor, that of the end.</summary>
    public double Floor { get; init; }

    /// <summary>Epochs of the first descent.</summary>
    public double Period { get; init; } = 10;

    /// <summary>Factor from one descent's length to the next.</summary>
    public double PeriodGrowth { get; init; } = 1;

    /// <summary>Factor from one descent's height to the next.</summary>
    public double HeightDecay { get; init; } = 1;

    /// <summary>Epochs of the way up of a cycle.</summary>
    public double CycleUp { get; init; } = 2;

    /// <summary>Epochs of the way down of a cycle; as many as up when null.</summary>
    public double? CycleDown { get; init; }

    /// <summary>How the height of cycles changes.</summary>
    public CycleMode CycleMode { get; init; }

    /// <summary>Lowest factor of cycles.</summary>
    public double CycleLow { get; init; } = 0.1;

    /// <summary>Factor of the height of cycles per epoch, where it falls exponentially.</summary>
    public double CycleGamma { get; init; } = 0.9;

    /// <summary>Factor that one cycle starts with.</summary>
    public double CycleStart { get; init; } = 0.04;

    /// <summary>Factor that one cycle ends with.</summary>
    public double CycleEnd { get; init; } = 4e-6;

    /// <summary>Share of the run that one cycle goes up.</summary>
    public double CycleRise { get; init; } = 0.3;

    /// <summary>Whether one cycle goes in straight lines.</summary>
    public bool CycleLinear { get; init; }

    /// <summary>Whether one cycle comes down in two phases.</summary>
    public bool CycleThreePhases { get; init; }

    /// <summary>Momentum where the rate of cycles is highest; null leaves momentum alone.</summary>
    public double? MomentumLow { get; init; }

    /// <summary>Momentum where the rate of cycles is lowest; null leaves momentum alone.</summary>
    public double? MomentumHigh { get; init; }

    /// <summary>What is watched for a plateau.</summary>
    public PlateauMetric Metric { get; init; }

    /// <summary>Epochs without a better metric that are put up with.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>By how much a metric must be better, as a share of the best.</summary>
    public double Threshold { get; init; } = 1e-4;

    /// <summary>Whether the threshold is a difference rather than a share.</summary>
    public bool ThresholdAbsolute { get; init; }

    /// <summary>Epochs passed over after a cut.</summary>
    public int Rest { get; init; }

    /// <summary>Factor at which training ends; zero for never.</summary>
    public double StopAt { get; init; }
}
