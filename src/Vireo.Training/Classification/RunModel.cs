using Vireo.Layers;
using Vireo.Onnx;
using Vireo.Optimizers;
using Vireo.Pruning;
using Vireo.Schedules;
using Vireo.Training.Bundles;
using Vireo.Training.Config;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>Builds what a configuration names: model, optimizer, schedule.</summary>
public static class RunModel
{
    /// <summary>The model with parameters drawn from the run's seed, or with those of the ONNX file that it is named
    /// after.</summary>
    /// <exception cref="UsageException">There is no such model.</exception>
    public static VisionModel Create(RunConfig config, int classes)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (IsFile(config)) return OnnxClassifier.FromFile(config, classes);
        var model = Undrawn(config, classes);
        model.Initialise(new Rng(config.Train.Seed));
        return model;
    }

    /// <summary>Throws when the configuration names no model.</summary>
    /// <exception cref="UsageException">There is no such model.</exception>
    /// <exception cref="BadModelFileException">It names a file that is no ONNX model.</exception>
    internal static void Check(RunConfig config)
    {
        if (config.Model.GraphFile is not null) return;
        if (IsFile(config)) OnnxImport.Open(config.Model.Name);
        else ModelZoo.Find(config.Model.Name);
    }

    /// <summary>Whether the model begins as the network of an ONNX file does.</summary>
    internal static bool IsFile(RunConfig config) =>
        config.Model.GraphFile is null && OnnxBundle.IsName(config.Model.Name);

    /// <summary>The channels of a run's model that can be taken out.</summary>
    internal static ChannelMap Map(RunConfig config, Module model) => ChannelMap.Of(
        model, [1, 3, config.Train.ImageSize, config.Train.ImageSize]);

    /// <summary>The model with parameters that are all zero, for weights that come from a file or do not
    /// matter.</summary>
    /// <exception cref="UsageException">There is no such model.</exception>
    internal static VisionModel Undrawn(RunConfig config, int classes)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Model.GraphFile is { } graph) return OnnxClassifier.FromGraph(graph);
        if (IsFile(config)) return OnnxClassifier.FromFile(config, classes);
        return ModelZoo.Find(config.Model.Name).Create(new()
        {
            Classes = classes, Dropout = config.Model.Dropout, DropPath = config.Model.DropPath,
            Channels = config.Model.Channels,
        });
    }

    /// <summary>The optimizer for a model, with its groups of parameters.</summary>
    /// <exception cref="UsageException">A group matches nothing (<c>VIR3021</c>), or all is frozen
    /// (<c>VIR3022</c>).</exception>
    public static Optimizer CreateOptimizer(RunConfig config, VisionModel model)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(model);
        return CreateOptimizer(config, new Learner(config, model));
    }

    /// <summary>The optimizer for a model and what learns beside it.</summary>
    internal static Optimizer CreateOptimizer(RunConfig config, Learner learner)
    {
        var optimizer = RunOptimizer.Create(config, learner.Model);
        optimizer.Rules([.. learner.Parameters.Select(p => (p.Path, p.Variable.Shape))]);
        return optimizer;
    }

    /// <summary>The schedule, counted in steps.</summary>
    /// <param name="config">Counted in epochs.</param>
    /// <param name="stepsPerEpoch">Steps of the optimizer in an epoch.</param>
    /// <param name="totalSteps">Steps of the whole run.</param>
    public static Schedule CreateSchedule(ScheduleConfig config, long stepsPerEpoch, long totalSteps)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new RunSchedule(config, stepsPerEpoch, totalSteps).Create();
    }
}
