using Vireo.Training.Bundles;
using Vireo.Vision.Augment.Yaml;

namespace Vireo.Training.Config;

/// <summary>What values of several keys have to do with each other.</summary>
internal static class ConfigChecks
{
    /// <summary>Throws when two values contradict each other.</summary>
    /// <exception cref="UsageException"><c>VIR3005</c>.</exception>
    public static void Run(RunConfig config)
    {
        var augment = config.Augment;
        Ordered("augment.scale_min", augment.ScaleMin, "augment.scale_max", augment.ScaleMax);
        Ordered("augment.ratio_min", augment.RatioMin, "augment.ratio_max", augment.RatioMax);
        CheckAugment(augment);
        CheckMixing(augment);
        if (config.Train is { MultiScale.Count: > 0, Recompute: not RecomputeKind.None })
        {
            throw new UsageException("VIR3005", "train.multi_scale compiles a step for each size, and train.recompute "
                + "plans the memory of one: choose one of the two.");
        }

        if (config is { Quant.Mode: not QuantMode.None, Train.Precision: PrecisionChoice.Bf16 })
        {
            throw new UsageException("VIR3005", "quant.mode rounds single precision to bytes, and train.precision bf16 "
                + "rounds before that: choose train.precision f32.");
        }

        CheckFile(config);
        CheckChannels("model.mean", config.Model.Mean);
        CheckChannels("model.std", config.Model.Std);
        CheckOptimizer(config.Optimizer);
        CheckSchedule(config.Schedule);
        CheckMomentum(config);
    }

    private static void CheckAugment(AugmentConfig augment)
    {
        const int MostText = 1 << 18;
        if (augment.Pipeline is not { } pipeline) return;
        if (pipeline.Length > MostText)
            throw new UsageException("VIR3005", "augment.pipeline has more text than a configuration can keep.");

        AugmentationYaml.Parse(pipeline, "augment.pipeline");
        if (augment.Policy == PolicyKind.None) return;
        throw new UsageException("VIR3005", "augment.policy and augment.pipeline exclude each other: "
            + "write the policy into the pipeline.");
    }

    // A network from a file is what its nodes say.
    private static void CheckFile(RunConfig config)
    {
        if (!OnnxBundle.IsName(config.Model.Name)) return;
        var key = config.Model switch
        {
            { Dropout: not null } => "model.dropout",
            { DropPath: not 0 } => "model.drop_path",
            { Channels.Count: > 0 } => "model.channels",
            _ => config.Optimizer.LayerDecay == 1 ? null : "optimizer.layer_decay",
        };
        if (key is null) return;
        throw new UsageException("VIR3005", $"{key} is for models of the zoo, whose parts are known; "
            + $"{config.Model.Name} is a network from a file. Leave it out; optimizer.groups takes names of "
            + "parameters.");
    }

    private static void CheckChannels(string key, ValueList<double> values)
    {
        if (values.Count is 0 or 3) return;
        throw new UsageException("VIR3005",
            $"{key} has {values.Count} numbers: give one each for red, green and blue, or none.");
    }

    private static void CheckMixing(AugmentConfig augment)
    {
        var shares = augment.MixShares;
        if (shares.Count == 0) return;
        if (shares.Count != augment.WaysToMix)
        {
            throw new UsageException("VIR3005", $"augment.mix_shares lists {shares.Count} shares; of mixup, cutmix, "
                + $"fmix and sample_pairing {augment.WaysToMix} are on.");
        }

        if (shares.Sum() is not (> 0 and < double.PositiveInfinity))
        {
            throw new UsageException("VIR3005", "augment.mix_shares has to have a share above 0, and a finite sum.");
        }
    }

    private static void CheckOptimizer(OptimizerConfig optimizer)
    {
        if (optimizer is { Nesterov: true, Momentum: 0 })
        {
            throw new UsageException("VIR3005", "optimizer.nesterov needs an optimizer.momentum above 0.");
        }

        if (optimizer is { StepMin: { } least, StepMax: { } most })
        {
            Ordered("optimizer.step_min", least, "optimizer.step_max", most);
        }
    }

    private static void CheckSchedule(ScheduleConfig schedule)
    {
        if (schedule.Name is not (ScheduleKind.MultiStep or ScheduleKind.Piecewise)) return;
        var milestones = schedule.Milestones;
        if (milestones.Count == 0)
        {
            throw new UsageException("VIR3005", "schedule.milestones is empty; "
                + "name the epochs at which the rate changes, such as [20, 25].");
        }

        for (var i = 0; i + 1 < milestones.Count; i++)
        {
            if (milestones[i] <= milestones[i + 1]) continue;
            throw new UsageException("VIR3005",
                $"schedule.milestones have to rise; {milestones[i]} comes before {milestones[i + 1]}.");
        }

        if (milestones[0] < schedule.WarmupEpochs)
        {
            throw new UsageException("VIR3005", $"schedule.milestones begin with epoch {milestones[0]}, "
                + $"before the warm-up of {schedule.WarmupEpochs} epochs is over.");
        }

        if (schedule.Name == ScheduleKind.Piecewise && schedule.Factors.Count != milestones.Count + 1)
        {
            throw new UsageException("VIR3005", $"schedule.factors lists {schedule.Factors.Count} factors; "
                + $"{milestones.Count} milestones need {milestones.Count + 1}.");
        }
    }

    private static void CheckMomentum(RunConfig config)
    {
        var schedule = config.Schedule;
        if (schedule.MomentumLow is null && schedule.MomentumHigh is null) return;
        if (schedule is not { MomentumLow: { } low, MomentumHigh: { } high })
        {
            throw new UsageException("VIR3005", "schedule.momentum_low and schedule.momentum_high go together.");
        }

        Ordered("schedule.momentum_low", low, "schedule.momentum_high", high);
        var taken = OptimizerKeys.Of(config.Optimizer.Name);
        if (schedule.Name is ScheduleKind.Cyclic or ScheduleKind.OneCycle
            && !taken.Contains("momentum") && !taken.Contains("beta1"))
        {
            throw new UsageException("VIR3005", $"{OptimizerKeys.NameOf(config.Optimizer.Name)} has no momentum that "
                + "schedule.momentum_low and schedule.momentum_high could move.");
        }
    }

    private static void Ordered(string low, double lowValue, string high, double highValue)
    {
        if (lowValue <= highValue) return;
        throw new UsageException("VIR3005", $"{low} is {lowValue}, which is above {high}, {highValue}.");
    }
}
