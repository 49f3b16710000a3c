using Vireo.Schedules;
using Vireo.Training.Config;

namespace Vireo.Training.Classification;

/// <summary>Turns a schedule in epochs into one in steps. Only here do epochs become steps, and only the trainer knows
/// how many steps an epoch has.</summary>
internal sealed class RunSchedule(ScheduleConfig config, long stepsPerEpoch, long totalSteps)
{
    /// <summary>Steps of the warm-up, no more than the run has.</summary>
    public long WarmupSteps =>
        Math.Min(totalSteps, (long)Math.Min(totalSteps, Math.Round(config.WarmupEpochs * stepsPerEpoch)));

    /// <summary>The whole course.</summary>
    public Schedule Create()
    {
        var course = Course();
        return WarmupSteps == 0 ? course
            : new WarmupSchedule { Steps = WarmupSteps, Start = config.WarmupStart, Then = course };
    }

    /// <summary>The rule that watches the validation; null when the schedule does not.</summary>
    public PlateauRule? Plateau()
    {
        var greater = config.Metric == PlateauMetric.ValTop1;
        return config.Name switch
        {
            ScheduleKind.Halving => PlateauRule.Halving(greater),
            ScheduleKind.Plateau => new()
            {
                Cut = config.Gamma, Patience = config.Patience, Threshold = config.Threshold,
                IsRelative = !config.ThresholdAbsolute, GreaterIsBetter = greater, Rest = config.Rest,
                Floor = config.Floor, Last = config.StopAt,
            },
            _ => null,
        };
    }

    private Schedule Course() => config.Name switch
    {
        ScheduleKind.Step => new StepSchedule { Every = Steps(config.StepSize), Gamma = config.Gamma },
        ScheduleKind.MultiStep => new MultiStepSchedule { Milestones = Milestones(), Gamma = config.Gamma },
        ScheduleKind.Piecewise => new PiecewiseSchedule { Milestones = Milestones(), Factors = config.Factors },
        ScheduleKind.Exponential => new ExponentialSchedule { Gamma = config.Gamma, Every = stepsPerEpoch },
        ScheduleKind.NaturalExponential => new NaturalExponentialSchedule { Decay = config.Decay / stepsPerEpoch },
        ScheduleKind.InverseTime => new InverseTimeSchedule { Decay = config.Decay / stepsPerEpoch },
        ScheduleKind.Polynomial => new PolynomialSchedule { Power = config.Power, Floor = config.Floor },
        ScheduleKind.CosineRestarts => new CosineRestartsSchedule
        {
            Period = Steps(config.Period), Growth = config.PeriodGrowth, Decay = config.HeightDecay,
            Floor = config.Floor,
        },
        ScheduleKind.Cyclic => new CyclicSchedule
        {
            Low = config.CycleLow, Up = Steps(config.CycleUp), Mode = config.CycleMode, MomentumRange = MomentumRange,
            Down = config.CycleDown is { } down ? Steps(down) : null,
            Gamma = Math.Pow(config.CycleGamma, 1.0 / stepsPerEpoch),
        },
        ScheduleKind.OneCycle => new OneCycleSchedule
        {
            Start = config.CycleStart, End = config.CycleEnd, Rise = config.CycleRise, Linear = config.CycleLinear,
            ThreePhases = config.CycleThreePhases, MomentumRange = MomentumRange,
        },
        ScheduleKind.Cosine => new CosineSchedule { Floor = config.Floor },
        _ => new ConstantSchedule(),
    };

    private (double Low, double High)? MomentumRange =>
        config is { MomentumLow: { } low, MomentumHigh: { } high } ? (low, high) : null;

    private long Steps(double epochs) => Math.Max(1, (long)Math.Round(epochs * stepsPerEpoch));

    // What follows the warm-up counts from its end; milestones are said from the start of the run.
    private IntList Milestones() =>
    [
        .. config.Milestones.Select(epoch =>
            (int)Math.Clamp(Math.Round(epoch * stepsPerEpoch) - WarmupSteps, 0, int.MaxValue)),
    ];
}
