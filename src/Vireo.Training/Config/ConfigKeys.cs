namespace Vireo.Training.Config;

/// <summary>The table of all keys. Parsing, writing, the JSON Schema and the documentation follow from it: a new key is
/// a property of a record and a row here.</summary>
public static class ConfigKeys
{
    private const double Most = double.MaxValue;
    private const long Many = int.MaxValue;
    private const double BelowOne = 0.9999999;

    /// <summary>All keys, section by section.</summary>
    public static IReadOnlyList<ConfigKey> All { get; } =
        [.. Data(), .. Model(), .. Train(), .. Loss(), .. Optimizer(), .. Schedule(), .. Augment(), .. Saving()];

    /// <summary>Looks a key up by its full name.</summary>
    /// <param name="name">Section and name, such as <c>train.epochs</c>.</param>
    /// <param name="source">Where the name stands, for the message.</param>
    /// <exception cref="UsageException"><c>VIR3001</c>: there is none; the message has the nearest.</exception>
    public static ConfigKey Find(string name, string source) =>
        All.FirstOrDefault(key => key.FullName == name) ?? throw new UsageException("VIR3001",
            $"{source}: there is no key '{name}'.{NearestName.Hint(name, All.Select(key => key.FullName))}");

    private static ConfigKey[] Data()
    {
        var data = new ConfigSection<DataConfig>("data", c => c.Data, (c, s) => c with { Data = s });
        return
        [
            data.MaybeText("train", "Folder or list file to train with.", s => s.Train, (s, v) => s with { Train = v }),
            data.MaybeText("val",
                "Folder or list file to validate with; null uses the data's own part or splits some off.",
                s => s.Val, (s, v) => s with { Val = v }),
            data.Number("val_fraction", 0.0001, 0.9999, "Share split off for validation where none is given.",
                s => s.ValFraction, (s, v) => s with { ValFraction = v }),
            data.Switch("skip_bad", "Go on without images that cannot be read.",
                s => s.SkipBad, (s, v) => s with { SkipBad = v }),
        ];
    }

    private static ConfigKey[] Model()
    {
        var model = new ConfigSection<ModelConfig>("model", c => c.Model, (c, s) => c with { Model = s });
        var init = new ConfigSection<InitConfig>("init", c => c.Init, (c, s) => c with { Init = s });
        return
        [
            model.Text("name", "Name of a registered model.", s => s.Name, (s, v) => s with { Name = v }),
            model.Number("drop_path", 0, BelowOne,
                "Probability to leave out the last residual branch; earlier ones less.",
                s => s.DropPath, (s, v) => s with { DropPath = v }),
            model.Maybe("dropout", 0, BelowOne, "Dropout before the classifier; null keeps the model's own.",
                s => s.Dropout, (s, v) => s with { Dropout = v }),
            init.MaybeText("weights",
                "Weight file to begin with, of any format that is read; null draws fresh weights.",
                s => s.Weights, (s, v) => s with { Weights = v }),
        ];
    }

    private static ConfigKey[] Train()
    {
        var train = new ConfigSection<TrainConfig>("train", c => c.Train, (c, s) => c with { Train = s });
        return
        [
            train.Whole("epochs", 1, Many, "Passes over the training data.",
                s => s.Epochs, (s, v) => s with { Epochs = (int)v }),
            train.Whole("batch_size", 1, 65_536, "Images per step.",
                s => s.BatchSize, (s, v) => s with { BatchSize = (int)v }),
            train.Whole("image_size", 8, 8192, "Height and width of the images, in pixels.",
                s => s.ImageSize, (s, v) => s with { ImageSize = (int)v }),
            train.Whole("seed", 0, long.MaxValue, "Seed of everything random.",
                s => (long)s.Seed, (s, v) => s with { Seed = (ulong)v }),
            train.Whole("threads", 0, 4096, "Threads that compute; 0 for one per core.",
                s => s.Threads, (s, v) => s with { Threads = (int)v }),
            train.Whole("loader_threads", 0, 4096, "Threads that decode images; 0 for half the cores.",
                s => s.LoaderThreads, (s, v) => s with { LoaderThreads = (int)v }),
            train.Whole("early_stop_patience", 0, Many, "Epochs without a better validation before the end; 0 is off.",
                s => s.EarlyStopPatience, (s, v) => s with { EarlyStopPatience = (int)v }),
            train.Number("grad_clip", 0, Most, "Largest global norm of the gradients; 0 does not clip.",
                s => s.GradClip, (s, v) => s with { GradClip = v }),
        ];
    }

    private static ConfigKey[] Loss()
    {
        var loss = new ConfigSection<LossConfig>("loss", c => c.Loss, (c, s) => c with { Loss = s });
        return
        [
            loss.Number("label_smoothing", 0, BelowOne, "Probability spread evenly over all classes.",
                s => s.LabelSmoothing, (s, v) => s with { LabelSmoothing = v }),
            loss.Key("class_weights", "Weight of each class: none, balanced, or a list.", new WeightsOfClasses(),
                s => s.ClassWeights, (s, v) => s with { ClassWeights = v }),
        ];
    }

    private static ConfigKey[] Optimizer()
    {
        var optimizer =
            new ConfigSection<OptimizerConfig>("optimizer", c => c.Optimizer, (c, s) => c with { Optimizer = s });
        var kinds = new OneOf<OptimizerKind>(
            ("adamw", OptimizerKind.AdamW), ("adam", OptimizerKind.Adam), ("sgd", OptimizerKind.Sgd));
        return
        [
            optimizer.Key("name", "Rule that moves the weights.", kinds, s => s.Name, (s, v) => s with { Name = v }),
            optimizer.Number("lr", 0, Most, "Learning rate after the warm-up.", s => s.Lr, (s, v) => s with { Lr = v }),
            optimizer.Number("weight_decay", 0, 1000, "Weight decay.",
                s => s.WeightDecay, (s, v) => s with { WeightDecay = v }),
            optimizer.Number("momentum", 0, BelowOne, "Momentum of sgd.",
                s => s.Momentum, (s, v) => s with { Momentum = v }),
            optimizer.Switch("nesterov", "Let sgd look ahead as Nesterov does.",
                s => s.Nesterov, (s, v) => s with { Nesterov = v }),
            optimizer.Number("beta1", 0, BelowOne, "Decay of the mean of gradients in adam and adamw.",
                s => s.Beta1, (s, v) => s with { Beta1 = v }),
            optimizer.Number("beta2", 0, BelowOne, "Decay of the mean of squared gradients in adam and adamw.",
                s => s.Beta2, (s, v) => s with { Beta2 = v }),
            optimizer.Number("epsilon", 0, 1, "Added to the denominator in adam and adamw.",
                s => s.Epsilon, (s, v) => s with { Epsilon = v }),
        ];
    }

    private static ConfigKey[] Schedule()
    {
        var schedule =
            new ConfigSection<ScheduleConfig>("schedule", c => c.Schedule, (c, s) => c with { Schedule = s });
        var ema = new ConfigSection<EmaConfig>("ema", c => c.Ema, (c, s) => c with { Ema = s });
        var kinds = new OneOf<ScheduleKind>(
            ("cosine", ScheduleKind.Cosine), ("constant", ScheduleKind.Constant), ("step", ScheduleKind.Step));
        return
        [
            schedule.Key("name", "Course of the learning rate.", kinds, s => s.Name, (s, v) => s with { Name = v }),
            schedule.Number("warmup_epochs", 0, Many, "Epochs of linear warm-up; parts of one are fine.",
                s => s.WarmupEpochs, (s, v) => s with { WarmupEpochs = v }),
            schedule.Whole("step_size", 1, Many, "Epochs between two steps down.",
                s => s.StepSize, (s, v) => s with { StepSize = (int)v }),
            schedule.Number("gamma", 0, 1, "Factor of a step down.", s => s.Gamma, (s, v) => s with { Gamma = v }),
            ema.Number("decay", 0, BelowOne, "Share of the averaged weights kept per step, such as 0.999; 0 is off.",
                s => s.Decay, (s, v) => s with { Decay = v }),
        ];
    }

    private static ConfigKey[] Augment()
    {
        var augment = new ConfigSection<AugmentConfig>("augment", c => c.Augment, (c, s) => c with { Augment = s });
        return
        [
            augment.Number("flip", 0, 1, "Probability of a horizontal flip.",
                s => s.Flip, (s, v) => s with { Flip = v }),
            augment.Number("scale_min", 0.01, 1, "Smallest share of the area that a crop takes.",
                s => s.ScaleMin, (s, v) => s with { ScaleMin = v }),
            augment.Number("scale_max", 0.01, 1, "Largest share of the area that a crop takes.",
                s => s.ScaleMax, (s, v) => s with { ScaleMax = v }),
            augment.Number("ratio_min", 0.1, 10, "Smallest ratio of width to height of a crop.",
                s => s.RatioMin, (s, v) => s with { RatioMin = v }),
            augment.Number("ratio_max", 0.1, 10, "Largest ratio of width to height of a crop.",
                s => s.RatioMax, (s, v) => s with { RatioMax = v }),
            augment.Number("jitter_brightness", 0, 1, "Brightness times 1 - this to 1 + this.",
                s => s.JitterBrightness, (s, v) => s with { JitterBrightness = v }),
            augment.Number("jitter_contrast", 0, 1, "Contrast times 1 - this to 1 + this.",
                s => s.JitterContrast, (s, v) => s with { JitterContrast = v }),
            augment.Number("jitter_saturation", 0, 1, "Saturation times 1 - this to 1 + this.",
                s => s.JitterSaturation, (s, v) => s with { JitterSaturation = v }),
            augment.Number("jitter_hue", 0, 0.5, "Hue turned by up to this share of a turn, either way.",
                s => s.JitterHue, (s, v) => s with { JitterHue = v }),
        ];
    }

    private static ConfigKey[] Saving()
    {
        var checkpoint = new ConfigSection<CheckpointConfig>(
            "checkpoint", c => c.Checkpoint, (c, s) => c with { Checkpoint = s });
        return
        [
            checkpoint.Whole("every_epochs", 1, Many, "Epochs between two checkpoints; the last is always saved.",
                s => s.EveryEpochs, (s, v) => s with { EveryEpochs = (int)v }),
            checkpoint.Whole("every_steps", 0, Many, "Steps between two checkpoints within an epoch; 0 for none.",
                s => s.EverySteps, (s, v) => s with { EverySteps = (int)v }),
            checkpoint.Whole("keep", 1, Many, "Latest checkpoints to keep, the best one beside them.",
                s => s.Keep, (s, v) => s with { Keep = (int)v }),
        ];
    }
}
