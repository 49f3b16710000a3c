using System.Globalization;
using Vireo.Layers;
using Vireo.Onnx;
using Vireo.Pruning;
using Vireo.Training.Bundles;
using Vireo.Training.Config;
using Vireo.Training.Distillation;
using Vireo.Training.Runs;

namespace Vireo.Training.Classification;

/// <summary>A run that begins with a trained model of which channels were taken out. It can be judged, exported, and
/// resumed, which is how it is trained on.</summary>
public static class PrunedRun
{
    /// <summary>Prunes the best model of a run and writes the folder of its continuation: configuration, manifest and a
    /// checkpoint before the first step.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="environment">Environment variables; see <see cref="ConfigLoader.Load"/>.</param>
    /// <param name="warn">Told what the user should know.</param>
    /// <exception cref="UsageException">There is no such run, the output is in use, or is the run itself
    /// (<c>VIR2873</c>); so much cannot go (<c>VIR2872</c>); a key is wrong.</exception>
    /// <exception cref="BadModelFileException">The run has no whole checkpoint.</exception>
    public static PruneOutcome Create(
        PruneRequest request, IReadOnlyDictionary<string, string> environment, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(request);
        var source = RunFolder.Open(request.Run);
        if (source.Path == Path.GetFullPath(request.Output).TrimEnd(Path.DirectorySeparatorChar))
        {
            throw new UsageException("VIR2873",
                $"{request.Output} is the run to be pruned itself. Choose another --output.");
        }

        RunFolder.Check(request.Output, request.Mode);
        var trained = source.ReadConfig();
        var model = ModelBundle.Open(request.Run, warn).Model;
        var (size, parameters) = (trained.Train.ImageSize, Parameters(model));
        var macs = new EvaluationStep(model, 1, size).Macs;
        var plan = PrunePlan.Choose(RunModel.Map(trained, model), request.Pruning);
        plan.Apply();
        var config = Continuation(request, source, trained, environment);
        // The graph of a network from a file is written anew; a recipe stays, and its channels are listed.
        var rest = model is OnnxModule network ? OnnxBundle.Whole(network, size) : model;
        config = config with
        {
            Model = rest is OnnxModule ? trained.Model
                : trained.Model with { Channels = Merged(trained.Model.Channels, plan.Channels) },
            Init = new(),
        };
        var manifest = source.ReadManifest() with
        {
            Version = VireoVersion.Text, Command = request.Command, Started = TimeProvider.System.GetUtcNow(),
            Resumed = [], Machine = RunMachine.Here(), Teacher = RunDistillation.Record(
                RunDistillation.Open(config, source.ReadManifest().Classes, warn)),
        };
        Write(request, config, manifest, rest, warn);
        return new(Path.GetFullPath(request.Output), plan, macs, new EvaluationStep(model, 1, size).Macs, parameters,
            Parameters(model));
    }

    private static RunConfig Continuation(
        PruneRequest request, RunFolder source, RunConfig trained, IReadOnlyDictionary<string, string> environment)
    {
        var rate = (trained.Optimizer.Lr * PruneRequest.RateShare).ToString("R", CultureInfo.InvariantCulture);
        ConfigOverride lower = new("optimizer.lr", rate, "prune");
        return ConfigLoader.Load(source.ConfigPath, environment, request.Overrides, [lower, .. request.Options]);
    }

    // Last what makes it a run: whoever is killed before leaves none that would begin with drawn weights.
    private static void Write(
        PruneRequest request, RunConfig config, RunManifest manifest, Module model, Action<string> warn)
    {
        using var own = RunLock.Take(request.Output);
        var folder = RunFolder.Create(request.Output, request.Mode);
        folder.WriteConfig(config);
        if (model is OnnxModule network) folder.WriteGraph(network);
        RunCheckpoints.Begin(folder.OpenCheckpoints(config.Checkpoint.Keep, warn), model, config.Ema.Decay);
        folder.WriteManifest(manifest);
    }

    // What was pruned before and is not now keeps the channels it has.
    private static ValueList<LayerChannels> Merged(
        IEnumerable<LayerChannels> before, IReadOnlyList<LayerChannels> now) =>
        [.. before.ExceptBy(now.Select(l => l.Layer), l => l.Layer), .. now];

    private static long Parameters(Module model) => model.Parameters.Sum(p => p.Variable.Shape.Count);
}
