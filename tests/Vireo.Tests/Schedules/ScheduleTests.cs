using Vireo.Schedules;
using Vireo.Testing;

namespace Vireo.Tests.Schedules;

/// <summary>Schedules that no golden table has, by their formulas.</summary>
public class ScheduleTests
{
    private static double[] Factors(Schedule schedule, int count, long total = 10) =>
        [.. Enumerable.Range(0, count).Select(step => schedule.Factor(step, total))];

    [Fact]
    public void Decays_follow_their_formulas()
    {
        Check.Close([1, Math.Exp(-0.5), Math.Exp(-1)], Factors(new NaturalExponentialSchedule { Decay = 0.5 }, 3), 1e-15);
        Check.Close([1, 1 / 1.5, 0.5], Factors(new InverseTimeSchedule { Decay = 0.5 }, 3), 1e-15);
        Check.Close([1, 0.25, 1.0 / 16], Factors(new ExponentialSchedule { Gamma = 0.5, Every = 0.5 }, 3), 1e-15);
        Check.Close([1, 0.5, 0, 0], Factors(new LinearSchedule { Steps = 2 }, 4), 1e-15);
        Check.Close([2, 2, 5, 1], Factors(new PiecewiseSchedule { Milestones = [2, 3], Factors = [2, 5, 1] }, 4), 0);
        Check.Close([0, 0.1, 0.2], Factors(new LambdaSchedule { Function = (s, t) => (double)s / t }, 3), 1e-15);
    }

    [Fact]
    public void A_cosine_that_swings_comes_up_as_it_went_down()
    {
        var schedule = new CosineSchedule { Steps = 2, Swings = true, Floor = 0.2 };

        Check.Close([1, 0.6, 0.2, 0.6, 1, 0.6, 0.2], Factors(schedule, 7), 1e-15);
    }

    [Fact]
    public void Restarts_come_after_lengths_that_grow()
    {
        var schedule = new CosineRestartsSchedule { Period = 2, Growth = 2, Decay = 0.5 };

        Check.Close([1, 0.5, 0.5, 0.4267766952966369, 0.25, 0.07322330470336313, 0.25], Factors(schedule, 7), 1e-12);
    }

    [Fact]
    public void What_follows_a_warm_up_sees_its_own_steps_and_its_momentum_passes_through()
    {
        var cycle = new OneCycleSchedule { MomentumRange = (0.85, 0.95), Linear = true, Rise = 0.5 };
        var schedule = new WarmupSchedule { Steps = 4, Then = cycle };

        Assert.Equal(cycle.Factor(3, 10), schedule.Factor(7, 14));
        Assert.Equal(cycle.Momentum(3, 10), schedule.Momentum(7, 14));
        Assert.Equal(0.95, schedule.Momentum(2, 14));
        Assert.Null(new ConstantSchedule().Momentum(0, 1));
    }

    [Fact]
    public void A_sequence_gives_each_part_its_own_length()
    {
        var schedule = new SequenceSchedule { Milestones = [4], Parts = [new LinearSchedule(), new LinearSchedule()] };

        Check.Close([1, 0.75, 0.5, 0.25, 1, 0.5], Factors(schedule, 6, total: 6), 1e-15);
        Assert.Equal(schedule, schedule with { Parts = [new LinearSchedule(), new LinearSchedule()] });
    }

    [Fact]
    public void Halving_goes_down_to_one_1024th_and_stops()
    {
        var rule = PlateauRule.Halving(greaterIsBetter: true);
        var state = rule.Next(rule.Start, 0.5);
        Assert.Equal(1, state.Factor);
        for (var cut = 1; cut <= 10; cut++)
        {
            Assert.False(state.IsOver);
            state = rule.Next(state, 0.5 + cut * 0.01);
            state = rule.Next(state, 0.4);
            Assert.Equal(Math.Pow(0.5, cut), state.Factor);
        }

        Assert.True(state.IsOver);
        Assert.Equal(0.6, state.Best);
    }
}
