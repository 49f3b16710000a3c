using Vireo.Schedules;
using Vireo.Testing;
using Vireo.Training.Classification;
using Vireo.Training.Config;

namespace Vireo.Training.Tests.Classification;

/// <summary>Schedules are written in epochs; whatever the number of steps in one, the course over epochs is the
/// same.</summary>
public class RunScheduleTests
{
    private const int Epochs = 12;
    private static readonly double[] s_epochs = [0, 0.5, 1, 2, 2.5, 3, 4, 5.5, 6, 8, 9, 11.5];

    private static double Course(ScheduleConfig config, double epoch) => config.Name switch
    {
        ScheduleKind.Constant => 1,
        ScheduleKind.Cosine => 0.1 + 0.9 * (1 + Math.Cos(Math.PI * epoch / Epochs)) / 2,
        ScheduleKind.Step => Math.Pow(0.5, Math.Floor(epoch / 2.5)),
        ScheduleKind.MultiStep => epoch < 2.5 ? 1 : epoch < 6 ? 0.5 : 0.25,
        ScheduleKind.Piecewise => epoch < 2.5 ? 1 : epoch < 6 ? 0.7 : 0.2,
        ScheduleKind.Exponential => Math.Pow(0.5, epoch),
        ScheduleKind.NaturalExponential => Math.Exp(-0.3 * epoch),
        ScheduleKind.InverseTime => 1 / (1 + 0.3 * epoch),
        ScheduleKind.Polynomial => 0.1 + 0.9 * Math.Pow(1 - epoch / Epochs, 2),
        ScheduleKind.CosineRestarts => epoch < 4
            ? 0.1 + 0.9 * (1 + Math.Cos(Math.PI * epoch / 4)) / 2
            : 0.1 + 0.4 * (1 + Math.Cos(Math.PI * (epoch - 4) / 8)) / 2,
        ScheduleKind.Cyclic => 0.1 + 0.9 * Triangle(epoch) * Math.Pow(0.9, epoch),
        ScheduleKind.OneCycle => throw new ArgumentException("no closed form in epochs"),
        _ => 1,
    };

    // Two epochs up, three down.
    private static double Triangle(double epoch) => (epoch % 5) is var x && x <= 2 ? x / 2 : (5 - x) / 3;

    private static ScheduleConfig Config(ScheduleKind kind) => new()
    {
        Name = kind, WarmupEpochs = 0, StepSize = 2.5, Gamma = 0.5, Milestones = [2.5, 6], Factors = [1, 0.7, 0.2],
        Decay = 0.3, Power = 2, Floor = 0.1, Period = 4, PeriodGrowth = 2, HeightDecay = 0.5, CycleUp = 2, CycleDown = 3,
        CycleMode = CycleMode.Exponential, CycleGamma = 0.9, CycleLow = 0.1,
    };

    public static TheoryData<ScheduleKind> WithCourse =>
        [.. Enum.GetValues<ScheduleKind>().Where(kind => kind != ScheduleKind.OneCycle)];

    [Theory, MemberData(nameof(WithCourse))]
    public void The_course_over_epochs_does_not_depend_on_the_steps_in_one(ScheduleKind kind)
    {
        foreach (var steps in (int[])[2, 10, 46])
        {
            var config = Config(kind);
            var schedule = RunModel.CreateSchedule(config, steps, steps * Epochs);

            Check.Close(
                [.. s_epochs.Select(epoch => Course(config, epoch))],
                [.. s_epochs.Select(epoch => schedule.Factor((long)(epoch * steps), steps * Epochs))], 1e-12);
        }
    }

    [Theory, MemberData(nameof(WithCourse))]
    public void Warm_up_goes_before_each(ScheduleKind kind)
    {
        const int Steps = 10, Warm = 5;
        var config = Config(kind) with { WarmupEpochs = 0.5, WarmupStart = 0.2 };
        var schedule = RunModel.CreateSchedule(config, Steps, Steps * Epochs);
        double At(long step) => schedule.Factor(step, Steps * Epochs);

        Check.Close([0.2, 0.36, 0.52, 0.68, 0.84], [.. Enumerable.Range(0, Warm).Select(step => At(step))], 1e-12);
        // Milestones count from the start of the run, all else from the end of the warm-up.
        var later = RunModel.CreateSchedule(config with
        {
            WarmupEpochs = 0, Milestones = [2, 5.5],
        }, Steps, Steps * Epochs - Warm);
        Assert.Equal(
            [.. Enumerable.Range(0, 80).Select(step => later.Factor(step, Steps * Epochs - Warm))],
            Enumerable.Range(Warm, 80).Select(step => At(step)));
    }

    [Fact]
    public void One_cycle_takes_the_run_and_moves_momentum()
    {
        var config = new ScheduleConfig
        {
            Name = ScheduleKind.OneCycle, WarmupEpochs = 0, CycleRise = 0.25, CycleLinear = true, CycleStart = 0.2,
            CycleEnd = 0, MomentumLow = 0.8, MomentumHigh = 0.95,
        };
        var schedule = RunModel.CreateSchedule(config, 10, 120);

        Check.Close([0.2, 1, 0], [schedule.Factor(0, 120), schedule.Factor(29, 120), schedule.Factor(119, 120)], 1e-12);
        Assert.Equal([0.95, 0.8, 0.95], ((long[])[0, 29, 119]).Select(step => Math.Round(schedule.Momentum(step, 120)!.Value, 12)));
        Assert.Null(RunModel.CreateSchedule(config with { MomentumLow = null, MomentumHigh = null }, 10, 120).Momentum(0, 120));
    }

    [Fact]
    public void A_warm_up_is_no_longer_than_the_run()
    {
        var schedule = RunModel.CreateSchedule(new() { WarmupEpochs = 100, WarmupStart = 0 }, 10, 40);

        Assert.Equal(0.5, schedule.Factor(20, 40));
    }
}
