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
            var (schedule, total) = ScheduleTable.Make(new OpCall(op, item.Find("args") ?? default, []), rate);
            var expected = item.GetProperty("lr").Numbers();
            if (total is { } end && expected.Length > end + 1) throw new MissingException($"{op} beyond its end");
            if (item.Find("momentum") is not null) throw new MissingException($"{op} of the momentum");
            for (var step = 0; step < expected.Length; step++)
            {
                var found = rate * schedule.Factor(step, total ?? expected.Length);
                if (Math.Abs(found - expected[step]) <= Tolerance) continue;
                throw new MismatchException($"the rate of step {step} is {found:R}, expected {expected[step]:R}");
            }
        });
    }
}
