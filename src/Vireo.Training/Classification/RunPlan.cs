using System.Globalization;
using Vireo.Schedules;
using Vireo.Training.Config;
using Vireo.Vision.Augment.Mixing;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>What a run is going to do, in words, before it does it; and what looks wrong about it.</summary>
internal static class RunPlan
{
    /// <summary>A run whose first rates all lie below learns next to nothing.</summary>
    public const double LowRate = 1e-5;

    /// <summary>A line on the optimizer, one on the schedule, and one for each share of the rate where parameters
    /// differ.</summary>
    public static IEnumerable<string> Describe(RunConfig config, VisionModel model, RunSteps steps)
    {
        yield return OptimizerLine(config);
        yield return ScheduleLine(config, steps);
        if (config.Augment.Mixes) yield return MixingLine(config.Augment);
        if (config.Distill.Teacher is not null) yield return TeacherLine(config.Distill);
        if (config.Quant.Mode != QuantMode.None)
        {
            yield return Say($"eight bits by {ConfigKeys.Find("quant.mode", "").Format(config)}, ")
                + Say($"ranges begin with {config.Quant.Images} images; norms keep their statistics");
        }

        if (config.Optimizer.Groups.Count == 0 && config.Optimizer.LayerDecay == 1) yield break;
        var learner = new Learner(config, model);
        var optimizer = RunModel.CreateOptimizer(config, learner);
        (string Path, Shape Shape)[] parameters = [.. learner.Parameters.Select(p => (p.Path, p.Variable.Shape))];
        foreach (var group in parameters.Zip(optimizer.Rules(parameters)).GroupBy(p => p.Second.RateFactor))
        {
            yield return GroupLine(
                group.Key, group.Select(p => p.Second.WeightDecay), [.. group.Select(p => p.First.Path)]);
        }
    }

    /// <summary>The greatest rate until an epoch after the warm-up, when it is below <see cref="LowRate"/>; null when
    /// all is well.</summary>
    public static double? TooLow(double rate, Schedule schedule, long warmupSteps, RunSteps steps)
    {
        var greatest = 0.0;
        for (var step = 0L; step < Math.Min(steps.Total, warmupSteps + steps.PerEpoch); step++)
        {
            greatest = Math.Max(greatest, rate * schedule.Factor(step, steps.Total));
        }

        return greatest < LowRate ? greatest : null;
    }

    /// <summary>Says so, with the likely cause.</summary>
    public static string LowRateNote(double greatest, RunConfig config)
    {
        var rate = config.Optimizer.Lr;
        var cause = rate < LowRate ? Say($"optimizer.lr is {rate:g3}; 0.001 is usual for adamw, 0.1 for sgd")
            : Say($"of optimizer.lr {rate:g3} the schedule {NameOf(config)} leaves that little at its start");
        return Say($"the learning rate does not rise above {greatest:g3} in the first epoch behind the warm-up, ")
            + $"which hardly moves anything: {cause}.";
    }

    private static string OptimizerLine(RunConfig config)
    {
        var (optimizer, train) = (config.Optimizer, config.Train);
        var line = Say($"optimizer {OptimizerKeys.NameOf(optimizer.Name)}, rate {optimizer.Lr:g4}, ")
            + Say($"decay {optimizer.WeightDecay:g4}")
            + (optimizer.DecayNormsAndBiases || optimizer.WeightDecay == 0 ? "" : " (norms and biases none)");
        if (optimizer.Lookahead > 0) line += Say($", lookahead every {optimizer.Lookahead} steps");
        if (train.GradClipValue > 0) line += Say($", gradients cut at {train.GradClipValue:g4}");
        return train.GradClip > 0 ? line + Say($", clipped to length {train.GradClip:g4}") : line;
    }

    private static string ScheduleLine(RunConfig config, RunSteps steps)
    {
        var warmup = new RunSchedule(config.Schedule, steps.PerEpoch, steps.Total).WarmupSteps;
        var batch = steps.Accumulate == 1 ? ""
            : Say($", each of {steps.Accumulate} batches of {config.Train.BatchSize}");
        return Say($"schedule {NameOf(config)} over {steps.Total} steps, {steps.PerEpoch} an epoch{batch}")
            + (warmup > 0 ? Say($"; warm-up {warmup} steps") : "");
    }

    private static string MixingLine(AugmentConfig augment)
    {
        var ways = BatchMixer.MixingOf(augment).Choices.Select(c => c.Mixing switch
        {
            Mixup mixup => Say($"mixup {mixup.Alpha:g4} in {c.Share:p0}"),
            CutMix cut => Say($"cutmix {cut.Alpha:g4} in {c.Share:p0}"),
            FMix blobs => Say($"fmix {blobs.Alpha:g4} in {c.Share:p0}"),
            _ => Say($"sample pairing in {c.Share:p0}"),
        });
        var end = augment.MixEpochs > 0 ? Say($" until epoch {augment.MixEpochs}") : "";
        return $"mixing {string.Join(", ", ways)} of batches{end}; train top-1 counts the heavier label";
    }

    private static string TeacherLine(DistillConfig distill)
    {
        var loss = ConfigKeys.Find("distill.loss", "").Format(new() { Distill = distill });
        var features = distill.Features.Count == 0 ? ""
            : Say($", {distill.Features.Count} parts compared with weight {distill.FeatureWeight:g4}");
        return Say($"teacher {distill.Teacher}, {loss} with weight {distill.Weight:g4}{features}")
            + (distill.Labels ? "" : "; labels do not count, train top-1 is agreement with the teacher");
    }

    private static string NameOf(RunConfig config) => ConfigKeys.Find("schedule.name", "").Format(config);

    private static string GroupLine(double factor, IEnumerable<double> decays, IReadOnlyList<string> paths)
    {
        var decay = string.Join(" or ", decays.Distinct().OrderDescending().Select(value => Say($"{value:g4}")));
        var what = factor == 0 ? "frozen" : Say($"rate x {factor:g4}, decay {decay}");
        return Say($"  {what}: {paths.Count} parameters, {paths[0]} to {paths[^1]}");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
