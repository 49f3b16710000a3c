using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vireo.Goldens.Ops;
using Vireo.Schedules;

namespace Vireo.Goldens.Optimizers;

/// <summary>Torch's learning-rate schedulers by name, as schedules of ours.</summary>
internal static partial class ScheduleTable
{
    /// <summary>A schedule, and the number of steps after which torch's and ours may differ; null for never.</summary>
    /// <param name="call">Name and arguments.</param>
    /// <param name="rate">The base rate.</param>
    /// <exception cref="MissingException">We do not have it.</exception>
    public static (Schedule Schedule, long? Total) Make(OpCall call, double rate)
    {
        (Schedule, long?) made = call.Op switch
        {
            "CosineAnnealingLR" =>
                (new CosineSchedule { Floor = call.Number("eta_min", 0) / rate }, call.Int("T_max", 1)),
            "StepLR" =>
                (new StepSchedule { Every = call.Int("step_size", 1), Gamma = call.Number("gamma", 0.1) }, null),
            "LinearLR" => (Warmup(call, new ConstantSchedule()), null),
            "SequentialLR" => Sequential(call, rate),
            _ => throw new MissingException(call.Op),
        };
        call.RequireAllRead();
        return made;
    }

    private static WarmupSchedule Warmup(OpCall call, Schedule then)
    {
        var end = call.Number("end_factor", 1);
        if (end != 1) throw new MissingException($"LinearLR to {end}");
        return new() { Steps = call.Int("total_iters", 5), Start = call.Number("start_factor", 1.0 / 3), Then = then };
    }

    /// <summary>A warm-up of some steps, and at its end another schedule.</summary>
    private static (Schedule Schedule, long? Total) Sequential(OpCall call, double rate)
    {
        var parts = call.Texts("schedulers").Select(Parse).ToList();
        var milestones = call.Ints("milestones") ?? [];
        if (parts.Count != 2 || parts[0].Op != "LinearLR" || milestones.Length != 1)
        {
            throw new MissingException("SequentialLR of others");
        }

        var (then, total) = Make(parts[1], rate);
        var warmup = Warmup(parts[0], then);
        parts[0].RequireAllRead();
        return warmup.Steps == milestones[0]
            ? (warmup, total + warmup.Steps)
            : throw new MissingException("SequentialLR that changes before or after the end of its warm-up");
    }

    /// <summary>A scheduler as it is called: <c>StepLR(step_size=3,gamma=0.5)</c>.</summary>
    private static OpCall Parse(string text)
    {
        if (Call().Match(text) is not { Success: true } match) throw new MissingException(text);
        var arguments = match.Groups[2].Value.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(a => a.Split('='))
            .ToDictionary(a => a[0].Trim(), a => double.Parse(a[^1], CultureInfo.InvariantCulture));
        return new(match.Groups[1].Value, JsonSerializer.SerializeToElement(arguments), []);
    }

    [GeneratedRegex(@"^(\w+)\((.*)\)$")]
    private static partial Regex Call();
}
