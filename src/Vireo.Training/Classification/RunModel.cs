using Vireo.Optimizers;
using Vireo.Schedules;
using Vireo.Training.Config;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>Builds what a configuration names: model, optimizer, schedule.</summary>
public static class RunModel
{
    /// <summary>The model with parameters drawn from the run's seed.</summary>
    /// <exception cref="UsageException">There is no such model.</exception>
    public static VisionModel Create(RunConfig config, int classes)
    {
        var model = Undrawn(config, classes);
        model.Initialise(new Rng(config.Train.Seed));
        return model;
    }

    /// <summary>The model with parameters that are all zero, for weights that come from a file or do not
    /// matter.</summary>
    /// <exception cref="UsageException">There is no such model.</exception>
    internal static VisionModel Undrawn(RunConfig config, int classes)
    {
        ArgumentNullException.ThrowIfNull(config);
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
