using Vireo.Schedules;

namespace Vireo.Training.Config;

/// <content>How weights move and how fast.</content>
public static partial class ConfigKeys
{
    private static ConfigKey[] Optimizer()
    {
        var optimizer = OptimizerSection();
        var kinds = new OneOf<OptimizerKind>(
            [.. Enum.GetValues<OptimizerKind>().Select(kind => (OptimizerKeys.NameOf(kind), kind))]);
        return
        [
            optimizer.Key("name", "Rule that moves the weights.", kinds, s => s.Name, (s, v) => s with { Name = v }),
            optimizer.Number("lr", 0, Most, "Learning rate after the warm-up.", s => s.Lr, (s, v) => s with { Lr = v }),
            optimizer.Number("weight_decay", 0, 1000, "Weight decay of matrices and filters.",
                s => s.WeightDecay, (s, v) => s with { WeightDecay = v }),
            optimizer.Switch("decay_norms_and_biases", "Let norms and biases decay too.",
                s => s.DecayNormsAndBiases, (s, v) => s with { DecayNormsAndBiases = v }),
            optimizer.Number("layer_decay", 0.000001, 1,
                "Factor of the rate from one block of the model to the one before it, seen from the head.",
                s => s.LayerDecay, (s, v) => s with { LayerDecay = v }),
            optimizer.Key("groups",
                "What is different for parameters whose path matches; * is any text without a dot, ** any text, and "
                + "a part of the model stands for all below it. Later groups win; statistics of norms still follow.",
                new GroupList(), s => s.Groups, (s, v) => s with { Groups = v }),
            optimizer.Whole("lookahead", 0, Many, "Steps after which slow weights meet the fast ones; 0 for none.",
                s => s.Lookahead, (s, v) => s with { Lookahead = (int)v }),
            optimizer.Number("lookahead_alpha", 0.0001, 1, "How far the slow weights go towards the fast ones.",
                s => s.LookaheadAlpha, (s, v) => s with { LookaheadAlpha = v }),
        ];
    }

    private static ConfigSection<OptimizerConfig> OptimizerSection() =>
        new("optimizer", c => c.Optimizer, (c, s) => c with { Optimizer = s });

    private static ConfigKey[] OptimizerRule()
    {
        var optimizer = OptimizerSection();
        ConfigKey Own(
            string name, double least, double most, string doc,
            Func<OptimizerConfig, double?> get, Func<OptimizerConfig, double?, OptimizerConfig> set) =>
            optimizer.Maybe(name, least, most, Particular(name, $"{doc}, null for the optimizer's own"), get, set);
        ConfigKey Flag(
            string name, string doc,
            Func<OptimizerConfig, bool> get, Func<OptimizerConfig, bool, OptimizerConfig> set) =>
            optimizer.Switch(name, Particular(name, doc), get, set);
        return
        [
            Own("momentum", 0, BelowOne, "Share of the former direction that is kept",
                s => s.Momentum, (s, v) => s with { Momentum = v }),
            Flag("nesterov", "Look ahead as Nesterov does", s => s.Nesterov, (s, v) => s with { Nesterov = v }),
            Own("dampening", 0, 1, "Share of the gradient that does not enter the direction",
                s => s.Dampening, (s, v) => s with { Dampening = v }),
            Own("beta1", 0, BelowOne, "Decay of the mean of gradients", s => s.Beta1, (s, v) => s with { Beta1 = v }),
            Own("beta2", 0, BelowOne, "Decay of the mean of squared gradients",
                s => s.Beta2, (s, v) => s with { Beta2 = v }),
            Own("epsilon", 0, 1, "Added to the denominator", s => s.Epsilon, (s, v) => s with { Epsilon = v }),
            Flag("epsilon_inside", "Add epsilon under the root, as TensorFlow does",
                s => s.EpsilonInside, (s, v) => s with { EpsilonInside = v }),
            Flag("decoupled_decay", "Let decay shrink weights instead of adding to gradients",
                s => s.DecoupledDecay, (s, v) => s with { DecoupledDecay = v }),
            Flag("amsgrad", "Let the mean of squares only grow", s => s.Amsgrad, (s, v) => s with { Amsgrad = v }),
            Own("momentum_decay", 0, Most, "How fast the momentum rises to beta1",
                s => s.MomentumDecay, (s, v) => s with { MomentumDecay = v }),
            Own("rho", 0, BelowOne, "Decay of the mean of squares", s => s.Rho, (s, v) => s with { Rho = v }),
            Flag("centred", "Take the mean of gradients off", s => s.Centred, (s, v) => s with { Centred = v }),
            Own("lr_decay", 0, Most, "How fast the rate falls by itself, per step",
                s => s.LrDecay, (s, v) => s with { LrDecay = v }),
            Own("start", 0, Most, "What the sum of squares starts with", s => s.Start, (s, v) => s with { Start = v }),
            Own("trust", 0, Most, "How far a tensor may move, as a share of its length",
                s => s.Trust, (s, v) => s with { Trust = v }),
            Own("lambda", 0, 1, "Decay of parameter and rate", s => s.Lambda, (s, v) => s with { Lambda = v }),
            Own("alpha", 0, 10, "Power of the fall of the rate", s => s.Alpha, (s, v) => s with { Alpha = v }),
            Own("growth", 1, 100, "Factor of a step whose gradient kept its sign",
                s => s.Growth, (s, v) => s with { Growth = v }),
            Own("shrinkage", 0, 1, "Factor of a step whose gradient turned",
                s => s.Shrinkage, (s, v) => s with { Shrinkage = v }),
            Own("step_min", 0, Most, "Smallest step", s => s.StepMin, (s, v) => s with { StepMin = v }),
            Own("step_max", 0, Most, "Greatest step", s => s.StepMax, (s, v) => s with { StepMax = v }),
        ];
    }

    private static string Particular(string key, string doc) => $"{doc}: for {OptimizerKeys.Takers(key)}.";

    private static ConfigSection<ScheduleConfig> ScheduleSection() =>
        new("schedule", c => c.Schedule, (c, s) => c with { Schedule = s });

    private static ConfigKey[] Schedule()
    {
        var schedule = ScheduleSection();
        var kinds = new OneOf<ScheduleKind>(
            ("cosine", ScheduleKind.Cosine), ("constant", ScheduleKind.Constant), ("step", ScheduleKind.Step),
            ("multi_step", ScheduleKind.MultiStep), ("piecewise", ScheduleKind.Piecewise),
            ("exponential", ScheduleKind.Exponential), ("natural_exponential", ScheduleKind.NaturalExponential),
            ("inverse_time", ScheduleKind.InverseTime), ("polynomial", ScheduleKind.Polynomial),
            ("cosine_restarts", ScheduleKind.CosineRestarts), ("cyclic", ScheduleKind.Cyclic),
            ("one_cycle", ScheduleKind.OneCycle), ("plateau", ScheduleKind.Plateau), ("halving", ScheduleKind.Halving));
        return
        [
            schedule.Key("name", "Course of the learning rate after the warm-up.", kinds,
                s => s.Name, (s, v) => s with { Name = v }),
            schedule.Number("warmup_epochs", 0, Many, "Epochs of linear warm-up; parts of one are fine.",
                s => s.WarmupEpochs, (s, v) => s with { WarmupEpochs = v }),
            schedule.Number("warmup_start", 0, 1, "Factor of the rate that the warm-up starts with.",
                s => s.WarmupStart, (s, v) => s with { WarmupStart = v }),
            schedule.Number("step_size", Least, Many, "Epochs between two steps down, from the end of the warm-up.",
                s => s.StepSize, (s, v) => s with { StepSize = v }),
            schedule.Number("gamma", 0, 1,
                "Factor of a step down in step and multi_step, of an epoch in exponential, of a cut in plateau.",
                s => s.Gamma, (s, v) => s with { Gamma = v }),
            schedule.Key("milestones",
                "Epochs, from the start of the run, at which multi_step and piecewise change the rate; rising.",
                new NumberList(0, Many), s => s.Milestones, (s, v) => s with { Milestones = v }),
            schedule.Key("factors", "Factors of the rate in piecewise: one more than there are milestones.",
                new NumberList(0, Most), s => s.Factors, (s, v) => s with { Factors = v }),
            schedule.Number("decay", 0, Most, "Decay per epoch in natural_exponential and inverse_time.",
                s => s.Decay, (s, v) => s with { Decay = v }),
            schedule.Number("power", 0, 100, "Power of what is left in polynomial; 1 is a straight line.",
                s => s.Power, (s, v) => s with { Power = v }),
            schedule.Number("floor", 0, 1, "Lowest factor in cosine, cosine_restarts, polynomial and plateau.",
                s => s.Floor, (s, v) => s with { Floor = v }),
            schedule.Number("period", Least, Many, "Epochs of the first descent in cosine_restarts.",
                s => s.Period, (s, v) => s with { Period = v }),
            schedule.Number("period_growth", 1, 1000, "Factor from one descent's length to the next.",
                s => s.PeriodGrowth, (s, v) => s with { PeriodGrowth = v }),
            schedule.Number("height_decay", 0, 1, "Factor from one descent's height to the next.",
                s => s.HeightDecay, (s, v) => s with { HeightDecay = v }),
        ];
    }

    private static ConfigKey[] Cycles()
    {
        var schedule = ScheduleSection();
        var modes = new OneOf<CycleMode>(
            ("triangular", CycleMode.Triangular), ("halving", CycleMode.Halving),
            ("exponential", CycleMode.Exponential));
        return
        [
            schedule.Number("cycle_up", Least, Many, "Epochs of the way up in cyclic.",
                s => s.CycleUp, (s, v) => s with { CycleUp = v }),
            schedule.Maybe("cycle_down", Least, Many, "Epochs of the way down in cyclic; null for as many as up.",
                s => s.CycleDown, (s, v) => s with { CycleDown = v }),
            schedule.Key("cycle_mode", "How the height changes from cycle to cycle in cyclic.", modes,
                s => s.CycleMode, (s, v) => s with { CycleMode = v }),
            schedule.Number("cycle_low", 0, 1, "Factor of the rate at the feet in cyclic.",
                s => s.CycleLow, (s, v) => s with { CycleLow = v }),
            schedule.Number("cycle_gamma", 0, 1, "Factor of the height per epoch in cyclic of mode exponential.",
                s => s.CycleGamma, (s, v) => s with { CycleGamma = v }),
            schedule.Number("cycle_start", 0, 1, "Factor that one_cycle starts with.",
                s => s.CycleStart, (s, v) => s with { CycleStart = v }),
            schedule.Number("cycle_end", 0, 1, "Factor that one_cycle ends with.",
                s => s.CycleEnd, (s, v) => s with { CycleEnd = v }),
            schedule.Number("cycle_rise", 0, 1, "Share of the run that one_cycle goes up.",
                s => s.CycleRise, (s, v) => s with { CycleRise = v }),
            schedule.Switch("cycle_linear", "Let one_cycle go in straight lines rather than half cosines.",
                s => s.CycleLinear, (s, v) => s with { CycleLinear = v }),
            schedule.Switch("cycle_three_phases", "Let one_cycle come back to its start before it falls to its end.",
                s => s.CycleThreePhases, (s, v) => s with { CycleThreePhases = v }),
            schedule.Maybe("momentum_low", 0, BelowOne,
                "Momentum (or beta1) where the rate is highest in cyclic and one_cycle; null leaves it alone.",
                s => s.MomentumLow, (s, v) => s with { MomentumLow = v }),
            schedule.Maybe("momentum_high", 0, BelowOne,
                "Momentum (or beta1) where the rate is lowest in cyclic and one_cycle; null leaves it alone.",
                s => s.MomentumHigh, (s, v) => s with { MomentumHigh = v }),
        ];
    }

    private static ConfigKey[] Plateau()
    {
        var schedule = ScheduleSection();
        var metrics = new OneOf<PlateauMetric>(
            ("val_top1", PlateauMetric.ValTop1), ("val_loss", PlateauMetric.ValLoss));
        return
        [
            schedule.Key("metric", "What plateau and halving watch, after each epoch behind the warm-up.", metrics,
                s => s.Metric, (s, v) => s with { Metric = v }),
            schedule.Whole("patience", 0, Many, "Epochs without a better metric that plateau puts up with.",
                s => s.Patience, (s, v) => s with { Patience = (int)v }),
            schedule.Number("threshold", 0, Most, "By how much a metric must be better, as a share of the best.",
                s => s.Threshold, (s, v) => s with { Threshold = v }),
            schedule.Switch("threshold_absolute", "Take the threshold as a difference rather than a share.",
                s => s.ThresholdAbsolute, (s, v) => s with { ThresholdAbsolute = v }),
            schedule.Whole("rest", 0, Many, "Epochs that plateau passes over after a cut.",
                s => s.Rest, (s, v) => s with { Rest = (int)v }),
            schedule.Number("stop_at", 0, 1, "Factor at which plateau ends the training; 0 for never.",
                s => s.StopAt, (s, v) => s with { StopAt = v }),
        ];
    }

    private static ConfigKey[] Average()
    {
        var ema = new ConfigSection<EmaConfig>("ema", c => c.Ema, (c, s) => c with { Ema = s });
        return
        [
            ema.Number("decay", 0, BelowOne, "Share of the averaged weights kept per step, such as 0.999; 0 is off.",
                s => s.Decay, (s, v) => s with { Decay = v }),
        ];
    }
}
