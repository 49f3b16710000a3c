namespace Vireo.Training.Config;

/// <summary>The table of all keys. Parsing, writing, the JSON Schema and the documentation follow from it: a new key is
/// a property of a record and a row here.</summary>
public static partial class ConfigKeys
{
    private const double Most = double.MaxValue;
    private const long Many = int.MaxValue;
    private const double BelowOne = 0.9999999;
    private const double Least = 0.0001;

    /// <summary>All keys, section by section.</summary>
    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        .. Data(), .. Model(), .. Train(), .. Loss(), .. Optimizer(), .. OptimizerRule(), .. Schedule(), .. Cycles(),
        .. Plateau(), .. Average(), .. Quant(), .. Distill(), .. Augment(), .. Mixing(), .. Saving(),
    ];

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
            data.Key("sampler",
                "Images of an epoch: shuffled takes each once; the others show rare classes as often as frequent ones.",
                new OneOf<SamplerKind>(
                    ("shuffled", SamplerKind.Shuffled), ("balanced", SamplerKind.Balanced),
                    ("weighted", SamplerKind.Weighted), ("class-aware", SamplerKind.ClassAware)),
                s => s.Sampler, (s, v) => s with { Sampler = v }),
            data.MaybeText("cache",
                "Folder that keeps decoded images from epoch to epoch and run to run; null for none.",
                s => s.Cache, (s, v) => s with { Cache = v }),
            data.Key("cache_size", "Most that the cache may take; what was used longest ago goes first.",
                new ByteSize(), s => s.CacheSize, (s, v) => s with { CacheSize = v }),
        ];
    }

    private static ConfigKey[] Model()
    {
        var model = new ConfigSection<ModelConfig>("model", c => c.Model, (c, s) => c with { Model = s });
        var init = new ConfigSection<InitConfig>("init", c => c.Init, (c, s) => c with { Init = s });
        return
        [
            model.Text("name",
                "Name of a registered model, or path of an ONNX file to go on learning with.",
                s => s.Name, (s, v) => s with { Name = v }),
            model.Number("drop_path", 0, BelowOne,
                "Probability to leave out the last residual branch; earlier ones less.",
                s => s.DropPath, (s, v) => s with { DropPath = v }),
            model.Maybe("dropout", 0, BelowOne, "Dropout before the classifier; null keeps the model's own.",
                s => s.Dropout, (s, v) => s with { Dropout = v }),
            model.Key("channels", "Layers with fewer channels than the model of that name has; what prune writes.",
                new ChannelList(), s => s.Channels, (s, v) => s with { Channels = v }),
            model.Key("mean",
                "Mean of red, green, blue to normalise pictures by; empty for what the ONNX file says, or ImageNet's.",
                new NumberList(-1, 1), s => s.Mean, (s, v) => s with { Mean = v }),
            model.Key("std",
                "Deviation of red, green, blue to normalise pictures by; empty as with mean.",
                new NumberList(1e-3, 1000), s => s.Std, (s, v) => s with { Std = v }),
            init.MaybeText("weights",
                "Weight file of any format that is read, run or bundle to begin with; null draws fresh weights.",
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
            train.Whole("batch_size", 1, 65_536, "Images per batch.",
                s => s.BatchSize, (s, v) => s with { BatchSize = (int)v }),
            train.Whole("image_size", 8, 8192, "Height and width of the images, in pixels.",
                s => s.ImageSize, (s, v) => s with { ImageSize = (int)v }),
            train.Key("multi_scale",
                "Sides of the images to learn from, one drawn for each step; empty for image_size.",
                new WholeList(8, 8192), s => s.MultiScale, (s, v) => s with { MultiScale = v }),
            train.Whole("seed", 0, long.MaxValue, "Seed of everything random.",
                s => (long)s.Seed, (s, v) => s with { Seed = (ulong)v }),
            train.Whole("threads", 0, 4096, "Threads that compute; 0 for one per core.",
                s => s.Threads, (s, v) => s with { Threads = (int)v }),
            train.MaybeWhole("loader_threads", 0, 4096,
                "Threads that decode images; 0 decodes between the steps, null takes half the cores.",
                s => s.LoaderThreads, (s, v) => s with { LoaderThreads = (int?)v }),
            train.Whole("early_stop_patience", 0, Many, "Epochs without a better validation before the end; 0 is off.",
                s => s.EarlyStopPatience, (s, v) => s with { EarlyStopPatience = (int)v }),
            train.Number("grad_clip", 0, Most, "Largest global norm of the gradients; 0 does not clip.",
                s => s.GradClip, (s, v) => s with { GradClip = v }),
            train.Number("grad_clip_value", 0, Most,
                "Largest magnitude of an element of a gradient, cut before the norm is; 0 does not clip.",
                s => s.GradClipValue, (s, v) => s with { GradClipValue = v }),
            train.Whole("accumulate", 1, 65_536,
                "Batches that make up one step, as if they were one; those left over in an epoch are not used.",
                s => s.Accumulate, (s, v) => s with { Accumulate = (int)v }),
            train.Key("precision",
                "Type that steps compute in; weights, norms and losses stay single. auto is what doctor names.",
                new OneOf<PrecisionChoice>(
                    ("auto", PrecisionChoice.Auto), ("f32", PrecisionChoice.F32), ("bf16", PrecisionChoice.Bf16)),
                s => s.Precision, (s, v) => s with { Precision = v }),
            train.Key("recompute", "Whether values are computed again in the backward pass to save memory.",
                new OneOf<RecomputeKind>(("none", RecomputeKind.None), ("auto", RecomputeKind.Auto)),
                s => s.Recompute, (s, v) => s with { Recompute = v }),
            train.Whole("memory_budget", 0, Many, "MB that a run with recompute: auto may take; 0 for what is free.",
                s => s.MemoryBudget, (s, v) => s with { MemoryBudget = (int)v }),
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
            augment.Key("policy", "Policy of augmentations after the flip.",
                new OneOf<PolicyKind>(
                    ("none", PolicyKind.None), ("autoaugment", PolicyKind.AutoAugment),
                    ("randaugment", PolicyKind.RandAugment), ("trivialaugment", PolicyKind.TrivialAugment)),
                s => s.Policy, (s, v) => s with { Policy = v }),
            augment.MaybeText("pipeline",
                "YAML file of augmentations in place of crop, flip, policy and jitter; a run keeps its text.",
                s => s.Pipeline, (s, v) => s with { Pipeline = v }),
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
