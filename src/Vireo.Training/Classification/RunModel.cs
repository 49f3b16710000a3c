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
        ArgumentNullException.ThrowIfNull(config);
        var options = new ModelOptions
        {
            Classes = classes, Dropout = config.Model.Dropout, DropPath = config.Model.DropPath,
        };
        return ModelZoo.Create(config.Model.Name, options, config.Train.Seed);
    }

    /// <summary>The optimizer. Matrices and filters decay; norms and biases do not.</summary>
    public static Optimizer CreateOptimizer(OptimizerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        static bool Decays(string path, Shape shape) => shape.Rank > 1;
        return config.Name == OptimizerKind.Sgd
            ? new Sgd
            {
                Momentum = config.Momentum, Nesterov = config.Nesterov, WeightDecay = config.WeightDecay,
                Decays = Decays,
            }
            : new Adam
            {
                Beta1 = config.Beta1, Beta2 = config.Beta2, Epsilon = config.Epsilon, WeightDecay = config.WeightDecay,
                DecoupledDecay = config.Name == OptimizerKind.AdamW, Decays = Decays,
            };
    }

    /// <summary>The schedule, counted in steps.</summary>
    public static Schedule CreateSchedule(ScheduleConfig config, int stepsPerEpoch)
    {
        ArgumentNullException.ThrowIfNull(config);
        Schedule schedule = config.Name switch
        {
            ScheduleKind.Constant => new ConstantSchedule(),
            ScheduleKind.Step => new StepSchedule
            {
                Every = (long)config.StepSize * stepsPerEpoch, Gamma = config.Gamma,
            },
            _ => new CosineSchedule(),
        };
        var warmup = (long)Math.Round(config.WarmupEpochs * stepsPerEpoch);
        return warmup == 0 ? schedule : new WarmupSchedule { Steps = warmup, Then = schedule };
    }
}
