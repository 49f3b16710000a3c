using System.Text.Json;
using Vireo.Goldens.Ops;

namespace Vireo.Goldens.Optimizers;

/// <summary>Compares learning-rate schedules with golden tables.</summary>
internal static class ScheduleParity
{
    private const double Tolerance = 1e-9;

    /// <summary>The result of one table.</summary>
    public static CaseResult Run(JsonElement item)
    {
        var op = item.Text("op");
        return CaseResult.Of(item.Text("name"), op, () =>
        {
            var rate = item.Find("base_lr")?.Number() ?? throw new MissingException($"{op} without base_lr");
            var call = new OpCall(op, item.Find("args") ?? default, []);
            var expected = item.GetProperty("lr").Numbers();
            if (op == "ReduceLROnPlateau") CheckPlateau(call, rate, expected, item.GetProperty("metric").Numbers());
            else CheckSchedule(call, rate, expected, item.Find("momentum")?.Numbers());
        });
    }

    private static void CheckSchedule(OpCall call, double rate, double[] expected, double[]? momentum)
    {
        var (schedule, total) = ScheduleTable.Make(call, rate);
        if (total is { } end && expected.Length > end + 1) throw new MissingException($"{call.Op} beyond its end");
        for (var step = 0; step < expected.Length; step++)
        {
            var steps = total ?? expected.Length;
            RequireClose(expected[step], rate * schedule.Factor(step, steps), $"the rate of step {step}");
            if (momentum is null) continue;
            var found = schedule.Momentum(step, steps) ?? throw new MissingException($"{call.Op} of the momentum");
            RequireClose(momentum[step], found, $"the momentum of step {step}");
        }
    }

    private static void CheckPlateau(OpCall call, double rate, double[] expected, double[] metrics)
    {
        var rule = ScheduleTable.Plateau(call, rate);
        var state = rule.Start;
        for (var step = 0; step < expected.Length; step++)
        {
            RequireClose(expected[step], rate * state.Factor, $"the rate of step {step}");
            if (step < metrics.Length) state = rule.Next(state, metrics[step]);
        }
    }

    private static void RequireClose(double expected, double found, string what)
    {
        if (Math.Abs(found - expected) <= Tolerance) return;
        throw new MismatchException($"{what} is {found:R}, expected {expected:R}");
    }
}
