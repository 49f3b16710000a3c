using Vireo.Native;
using Vireo.Training.Bundles;
using Vireo.Training.Config;
using Vireo.Training.Distillation;
using Vireo.Training.Runs;

namespace Vireo.Training.Classification;

/// <summary>A training from its configuration to its report, in a folder of its own.</summary>
public sealed class ClassificationRun
{
    // What may change between a run and its continuation: it does not touch the numbers.
    private static readonly string[] FreeKeys =
    [
        "data.train", "data.val", "data.skip_bad", "data.cache", "data.cache_size",
        "distill.teacher", "distill.unlabelled", // Which teacher it is, its hash tells.
        "train.threads", "train.loader_threads", "train.recompute", "train.memory_budget",
        "checkpoint.every_epochs", "checkpoint.every_steps", "checkpoint.keep",
    ];

    private readonly RunFolder _folder;
    private readonly Action<string> _warn;

    private ClassificationRun(RunConfig config, ClassificationData data, RunFolder folder, Action<string> warn) =>
        (Config, Data, _folder, _warn) = (config, data, folder, warn);

    /// <summary>The configuration in force.</summary>
    public RunConfig Config { get; }

    /// <summary>The images.</summary>
    public ClassificationData Data { get; }

    /// <summary>Full path of the folder.</summary>
    public string Path => _folder.Path;

    /// <summary>What the run is going to do, line by line: optimizer, schedule, groups of parameters.</summary>
    public required IReadOnlyList<string> Plan { get; init; }

    /// <summary>Whether an earlier run is continued.</summary>
    public bool IsResumed { get; private init; }

    /// <summary>Reads configuration and data, checks both, and only then writes: the folder with
    /// <c>config.yaml</c> and <c>manifest.json</c>, so that a run killed at any time after that can be
    /// resumed.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="environment">Environment variables; see <see cref="ConfigLoader.Load"/>.</param>
    /// <param name="warn">Told what the user should know.</param>
    /// <param name="progress">Told how many images were looked at.</param>
    /// <param name="cancellation">Stops before anything is written.</param>
    /// <exception cref="UsageException">The configuration is wrong, the folder is in use (also by another process,
    /// <c>VIR3105</c>), or the run in it had another
    /// configuration (<c>VIR3012</c>) or other classes (<c>VIR3013</c>).</exception>
    /// <exception cref="BadDataException">The data cannot be used.</exception>
    /// <exception cref="BadModelFileException">The weights to begin with, or the run to resume, are
    /// damaged.</exception>
    public static ClassificationRun Open(
        RunRequest request, IReadOnlyDictionary<string, string> environment, Action<string> warn,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(warn);
        RunFolder.Check(request.Output, request.Mode);
        // A run in the folder is left alone while somebody else writes it; this tells before the images are read.
        if (RunFolder.IsRunAt(request.Output)) RunLock.Take(request.Output).Dispose();
        var earlier = request.Mode == RunMode.Resume && RunFolder.IsRunAt(request.Output)
            ? RunFolder.Open(request.Output) : null;
        if (request.Mode == RunMode.Resume && earlier is null)
            warn($"{request.Output} holds no run yet: beginning one.");
        var before = earlier is null ? null : Decided(earlier.ReadConfig(), null);
        var config = Decided(ConfigLoader.Load(
            request.ConfigFile ?? earlier?.ConfigPath, environment, request.Overrides, request.Options), before);
        CheckModel(config, earlier is not null);
        RunDistillation.Check(config);
        if (before is not null) CheckSame(before, config, request.Output);
        var data = ClassificationData.Open(config, progress, warn, cancellation);
        var teacher = RunDistillation.Record(RunDistillation.Open(config, data.Train.Classes, _ => { }));
        var steps = RunSteps.Of(config.Train, data.TrainLoader());
        var plan = PlanOf(config, data, steps);
        foreach (var idle in OptimizerKeys.Idle(config)) warn(idle);
        if (steps.Accumulate < config.Train.Accumulate)
            warn($"an epoch has {steps.Accumulate} batches, so train.accumulate is {steps.Accumulate}.");
        if (data.Skipped > 0) warn($"{data.Skipped} images cannot be used and are skipped.");
        if (earlier is null && data.Lint.Errors + data.Lint.Warnings > 0)
            warn($"lint: {data.Lint.Errors} errors, {data.Lint.Warnings} warnings in the data; "
                + $"see `vireo data lint {config.Data.Train} --image-size {config.Train.ImageSize}`.");
        var manifest = earlier is null ? Begin(request, config, data) with { Teacher = teacher }
            : Continue(earlier.ReadManifest(), data, warn);
        RunDistillation.CheckSame(manifest.Teacher, teacher, config.Distill.Teacher);

        var begun = RunModel.IsFile(config) ? Begun(config, data, warn) : null;
        using var own = RunLock.Take(request.Output);
        RunFolder.Check(request.Output, request.Mode);
        var folder = RunFolder.Create(request.Output, request.Mode);
        folder.WriteConfig(config);
        if (begun is not null)
        {
            // The run depends on no file outside of it any more; last what makes it a run.
            folder.WriteGraph(begun.Network);
            RunCheckpoints.Begin(folder.OpenCheckpoints(config.Checkpoint.Keep, warn), begun, config.Ema.Decay);
            config = folder.WithGraph(config);
        }

        folder.WriteManifest(manifest);
        return new(config, data, folder, warn) { IsResumed = earlier is not null, Plan = plan };
    }

    /// <summary>Trains to the end and writes the report.</summary>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Saves a checkpoint and stops.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; a checkpoint was saved.</exception>
    /// <exception cref="UsageException"><c>VIR3105</c>: another process writes the folder.</exception>
    /// <exception cref="BadModelFileException">Every checkpoint is damaged, or of another model.</exception>
    /// <exception cref="VireoException">The loss is not finite (<c>VIR5002</c>), or the disk is full.</exception>
    public RunOutcome Fit(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var own = _folder.Lock();
        if (Config.Train.Threads > 0) Workers.Count = Config.Train.Threads;
        var best = new Trainer(Config, Data, _folder, _warn, progress).Fit(
            IsResumed || Config.Model.GraphFile is not null, cancellation);
        return new(best, _folder.Path, _folder.ReportPath);
    }

    // Before anything is written: patterns that match no parameter show here.
    private static List<string> PlanOf(RunConfig config, ClassificationData data, RunSteps steps)
    {
        var model = RunModel.Undrawn(config, data.Train.Classes.Count);
        return [.. RunPlan.Describe(config, model, steps)];
    }

    /// <summary>What is left to the machine is decided when a run begins: it goes on with the same.</summary>
    private static RunConfig Decided(RunConfig config, RunConfig? before)
    {
        var model = config.Model with { GraphFile = config.Model.GraphFile ?? before?.Model.GraphFile };
        if (before is not null && model.Mean.Count == 0) model = model with { Mean = before.Model.Mean };
        if (before is not null && model.Std.Count == 0) model = model with { Std = before.Model.Std };
        if (model.GraphFile is null && OnnxBundle.IsName(model.Name)) model = OnnxBundle.Normalised(model);
        var precision = config.Quant.Mode == QuantMode.None ? config.Train.Precision.Decided : PrecisionChoice.F32;
        return config with { Model = model, Train = config.Train with { Precision = precision } };
    }

    private static void CheckModel(RunConfig config, bool isBegun)
    {
        RunModel.Check(config);
        if (config.Init.Weights is { } weights) StartingWeights.Check(weights);
        else if (config.Quant.Mode != QuantMode.None && !isBegun)
        {
            throw new UsageException("VIR2855", "quant.mode goes on from weights that have learned in single "
                + "precision, and init.weights names none: -o init.weights=RUN.");
        }
    }

    private static OnnxClassifier Begun(RunConfig config, ClassificationData data, Action<string> warn)
    {
        var model = OnnxClassifier.FromFile(config, data.Train.Classes.Count, warn);
        if (config.Init.Weights is { } weights) StartingWeights.Load(model, weights, warn);
        return model;
    }

    private static void CheckSame(RunConfig before, RunConfig now, string output)
    {
        var changed = ConfigKeys.All
            .Where(key => !FreeKeys.Contains(key.FullName) && key.Format(before) != key.Format(now))
            .Select(key => $"\n  {key.FullName}: {key.Format(before)} in the run, {key.Format(now)} now").ToList();
        if (changed.Count == 0) return;
        throw new UsageException("VIR3012", $"the run in {output} had another configuration. Resume it with the one it "
            + $"began with, or choose another --output:{string.Concat(changed)}");
    }

    private static RunManifest Begin(RunRequest request, RunConfig config, ClassificationData data) => new()
    {
        Version = VireoVersion.Text,
        Command = request.Command,
        Started = TimeProvider.System.GetUtcNow(),
        Model = config.Model.PlainName,
        Classes = data.Train.Classes,
        ImageSize = config.Train.ImageSize,
        Seed = config.Train.Seed,
        TrainHash = data.Train.Hash(),
        ValHash = data.Val.Hash(),
        TrainSamples = data.Train.Samples.Count,
        ValSamples = data.Val.Samples.Count,
        SkippedImages = data.Skipped,
    };

    private static RunManifest Continue(RunManifest manifest, ClassificationData data, Action<string> warn)
    {
        if (!manifest.Classes.SequenceEqual(data.Train.Classes, StringComparer.Ordinal))
        {
            throw new UsageException("VIR3013", "the run was begun with other classes. Resume it with its own data:"
                + $"\n  in the run: {string.Join(", ", manifest.Classes)}"
                + $"\n  now: {string.Join(", ", data.Train.Classes)}");
        }

        if (manifest.TrainHash != data.Train.Hash() || manifest.ValHash != data.Val.Hash())
        {
            warn("the images are not those that the run began with: "
                + "the result will not be that of an uninterrupted run.");
        }

        return manifest with { Resumed = [.. manifest.Resumed, TimeProvider.System.GetUtcNow()] };
    }
}
