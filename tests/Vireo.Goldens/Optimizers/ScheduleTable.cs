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
            "CosineAnnealingLR" => (new CosineSchedule
            {
                Floor = call.Number("eta_min", 0) / rate, Steps = call.Int("T_max", 1), Swings = true,
            }, null),
            "CosineAnnealingWarmRestarts" => (Restarts(call, rate), null),
            "StepLR" => (new StepSchedule { Every = call.Int("step_size", 1), Gamma = call.Number("gamma", 0.1) }, null),
            "MultiStepLR" => (new MultiStepSchedule
            {
                Milestones = [.. call.Ints("milestones") ?? []], Gamma = call.Number("gamma", 0.1),
            }, null),
            "ExponentialLR" => (new ExponentialSchedule { Gamma = call.Number("gamma", 1) }, null),
            "PolynomialLR" => (new PolynomialSchedule
            {
                Steps = call.Int("total_iters", 5), Power = call.Number("power", 1),
            }, null),
            "ConstantLR" => (new PiecewiseSchedule
            {
                Milestones = [call.Int("total_iters", 5)], Factors = [call.Number("factor", 1.0 / 3), 1],
            }, null),
            "LinearLR" => (Line(call), null),
            "CyclicLR" => (Cyclic(call, rate), null),
            "OneCycleLR" => OneCycle(call, rate),
            "LambdaLR" => (InverseRoot(call), null),
            "SequentialLR" => Sequential(call, rate),
            "ChainedScheduler" => (new ProductSchedule
            {
                Parts = [.. call.Texts("schedulers").Select(text => Part(text, rate).Schedule)],
            }, null),
            _ => throw new MissingException(call.Op),
        };
        call.RequireAllRead();
        return made;
    }

    /// <summary>The rule that cuts the rate on a plateau.</summary>
    public static PlateauRule Plateau(OpCall call, double rate)
    {
        var rule = new PlateauRule
        {
            GreaterIsBetter = call.Text("mode", "min") == "max", Cut = call.Number("factor", 0.1),
            Patience = call.Int("patience", 10), Threshold = call.Number("threshold", 1e-4),
            IsRelative = call.Text("threshold_mode", "rel") == "rel", Rest = call.Int("cooldown", 0),
            Floor = call.Number("min_lr", 0) / rate, SmallestChange = call.Number("eps", 1e-8) / rate,
        };
        call.RequireAllRead();
        return rule;
    }

    private static CosineRestartsSchedule Restarts(OpCall call, double rate) => new()
    {
        Period = call.Int("T_0", 1), Growth = call.Number("T_mult", 1), Floor = call.Number("eta_min", 0) / rate,
    };

    /// <summary>A line up to the base rate is a warm-up.</summary>
    private static Schedule Line(OpCall call)
    {
        var (start, end, steps) = (call.Number("start_factor", 1.0 / 3), call.Number("end_factor", 1), call.Int("total_iters", 5));
        return end == 1
            ? new WarmupSchedule { Steps = steps, Start = start, Then = new ConstantSchedule() }
            : new LinearSchedule { Steps = steps, Start = start, End = end };
    }

    private static CyclicSchedule Cyclic(OpCall call, double rate)
    {
        var up = call.Int("step_size_up", 2000);
        var (low, high) = (call.Number("base_momentum", 0.8), call.Number("max_momentum", 0.9));
        return new()
        {
            Low = call.Number("base_lr", 0) / rate, High = call.Number("max_lr", 0) / rate, Up = up,
            Down = call.Int("step_size_down", up), Gamma = call.Number("gamma", 1),
            MomentumRange = call.Flag("cycle_momentum", true) ? (low, high) : null,
            Mode = call.Text("mode", "triangular") switch
            {
                "triangular" => CycleMode.Triangular,
                "triangular2" => CycleMode.Halving,
                "exp_range" => CycleMode.Exponential,
                var other => throw new MissingException($"CyclicLR with mode={other}"),
            },
        };
    }

    private static (Schedule Schedule, long? Total) OneCycle(OpCall call, double rate)
    {
        var peak = call.Number("max_lr", 0) / rate;
        var start = peak / call.Number("div_factor", 25);
        var (low, high) = (call.Number("base_momentum", 0.85), call.Number("max_momentum", 0.95));
        return (new OneCycleSchedule
        {
            Start = start, Peak = peak, End = start / call.Number("final_div_factor", 1e4),
            Rise = call.Number("pct_start", 0.3), Linear = call.Text("anneal_strategy", "cos") == "linear",
            ThreePhases = call.Flag("three_phase", false),
            MomentumRange = call.Flag("cycle_momentum", true) ? (low, high) : null,
        }, call.Int("total_steps", 1));
    }

    private static InverseRootSchedule InverseRoot(OpCall call)
    {
        var text = call.Text("factor", "");
        return Root().Match(text) is { Success: true } match
            ? new() { Warmup = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) }
            : throw new MissingException($"LambdaLR of {text}");
    }

    private static (Schedule Schedule, long? Total) Sequential(OpCall call, double rate)
    {
        var parts = call.Texts("schedulers").Select(text => Part(text, rate)).ToList();
        int[] milestones = call.Ints("milestones") ?? [];
        var end = parts[^1].Total + (milestones.Length > 0 ? milestones[^1] : 0);
        return (new SequenceSchedule { Milestones = [.. milestones], Parts = [.. parts.Select(p => p.Schedule)] }, end);
    }

    /// <summary>A scheduler as it is called: <c>StepLR(step_size=3,gamma=0.5)</c>.</summary>
    private static (Schedule Schedule, long? Total) Part(string text, double rate)
    {
        if (Call().Match(text) is not { Success: true } match) throw new MissingException(text);
        var arguments = Argument().Replace(match.Groups[2].Value, "\"$1\":")
            .Replace("True", "true", StringComparison.Ordinal).Replace("False", "false", StringComparison.Ordinal)
            .Replace('\'', '"');
        using var json = JsonDocument.Parse($"{{{arguments}}}");
        return Make(new(match.Groups[1].Value, json.RootElement.Clone(), []), rate);
    }

    [GeneratedRegex(@"(\w+)\s*=")]
    private static partial Regex Argument();

    [GeneratedRegex(@"^(\w+)\((.*)\)$")]
    private static partial Regex Call();

    [GeneratedRegex(@"^min\(\(t\+1\)\^-0\.5, \(t\+1\)\*([0-9]+)\^-1\.5\), t = 0,1,")]
    private static partial Regex Root();
}
