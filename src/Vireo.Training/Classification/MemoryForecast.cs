using System.Numerics;
using Vireo.Optimizers;
using Vireo.Training.Config;
using Vireo.Training.Distillation;
using Vireo.Vision.Datasets;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>The most memory that a training and an inference will have resident, from their compiled plans: known
/// before a step is run.</summary>
public sealed record MemoryForecast
{
    // What a process grows by when it first works: code compiled as it runs, buffers of files, garbage between two
    // collections. Measured over all models; see bench/README.md.
    private const long Growth = 28L << 20;

    /// <summary>Memory of a training step.</summary>
    public required StepMemory Step { get; init; }

    /// <summary>A training with validation: both plans stay.</summary>
    public required ProcessMemory Training { get; init; }

    /// <summary>Judging or predicting batches of the same size.</summary>
    public required ProcessMemory Inference { get; init; }

    /// <summary>Compiles what a configuration asks for, and adds up.</summary>
    internal static MemoryForecast Of(RunConfig config, VisionModel model)
    {
        var (batch, side) = (config.Train.BatchSize, config.Train.ImageSize);
        var learner = new Learner(config, model);
        var judge = new EvaluationStep(learner, batch, side);
        var afterJudge = Environment.WorkingSet;
        var optimizer = RunModel.CreateOptimizer(config, learner);
        var average = config.Ema.Decay > 0 ? new MovingAverage(learner.Everything, config.Ema.Decay) : null;
        var options = TrainingStepOptions.Of(config, data: null) with
        {
            MemoryBudget = BudgetOf(config, judge),
            Distiller = RunDistillation.For(config, learner, classes: null, _ => { }),
        };
        TrainingStep[] steps =
        [
            .. config.Train.Sides.Select(s => Within(
                config, () => new(learner, optimizer, average, options with { ImageSize = s }))),
        ];
        var (step, largest) = (steps[^1], config.Train.Sides[^1]); // Sides rise.
        var afterStep = Environment.WorkingSet;
        var memory = new StepMemory
        {
            BatchSize = batch,
            Parameters = Bytes(learner.Parameters),
            Buffers = Bytes(learner.Buffers),
            Optimizer = Bytes(optimizer.State) + steps.Sum(s => Bytes(s.Gathered)),
            Average = average is null ? 0 : Bytes(average.State),
            Input = batch
                * (ImageBytes(largest) + (options.SoftLabels ? judge.Classes * sizeof(float) : sizeof(long))),
            Arena = step.ArenaBytes,
        };
        var weights = memory.Parameters + memory.Buffers;
        var state = weights + memory.Optimizer + memory.Average;
        // What is fed to a step is kept by it, and so is its memory: one of each for every size.
        var fed = Pooled(batch * ImageBytes(side));
        var taught = config.Train.Sides.Sum(s => Pooled(batch * ImageBytes(s)));
        var loaded = Loaded(batch, side);
        return new()
        {
            Step = memory,
            Training = new()
            {
                // Variables and what is fed to steps are there already; plans take their memory when they first run.
                Program = afterStep - state - fed - taught + Growth, State = state + (average is null ? 0 : weights),
                Plans = steps.Sum(s => s.ArenaBytes) + judge.ArenaBytes,
                Batches = fed + taught + loaded + Loaded(batch, largest),
            },
            Inference = new()
            {
                Program = afterJudge - weights - fed + Growth, State = weights, Plans = judge.ArenaBytes,
                Batches = fed + loaded,
            },
        };
    }

    /// <summary>What is left for intermediate values of a training step once all else has its memory: null without
    /// <c>train.recompute</c>.</summary>
    /// <param name="config">The run.</param>
    /// <param name="judge">The plan that validates; it stays beside that of the step.</param>
    internal static Func<long>? BudgetOf(RunConfig config, EvaluationStep judge)
    {
        if (config.Train.Recompute == RecomputeKind.None) return null;
        return () =>
        {
            var budget = config.Train.MemoryBudget > 0 ? config.Train.MemoryBudget * 1_000_000L : FreeBytes();
            return budget - Environment.WorkingSet - Growth - judge.ArenaBytes
                - 2 * Loaded(config.Train.BatchSize, config.Train.ImageSize);
        };
    }

    /// <summary>Compiles a step within its budget.</summary>
    /// <exception cref="UsageException"><c>VIR3023</c>: the budget is too small; the message has the least.</exception>
    internal static TrainingStep Within(RunConfig config, Func<TrainingStep> compile)
    {
        try
        {
            return compile();
        }
        catch (MemoryBudgetException tight) when (config.Train.MemoryBudget > 0)
        {
            var least = config.Train.MemoryBudget + (tight.Least - tight.Budget + 999_999) / 1_000_000;
            throw new UsageException("VIR3023", $"train.memory_budget: {config.Train.MemoryBudget} MB are not enough; "
                + $"with all that can be computed again this run takes {least} MB. Give it that, or smaller batches.");
        }
    }

    // Of a collection's view of the machine; there has to have been one.
    private static long FreeBytes()
    {
        GC.Collect();
        var memory = GC.GetGCMemoryInfo();
        return Environment.WorkingSet + memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes;
    }

    private static long Loaded(int batch, int side) =>
        batch * ImageBytes(side) * (new LoaderOptions { SampleLength = 1 }.Prefetch + 2);

    private static long ImageBytes(int side) => 3L * side * side * sizeof(float);

    // Blocks outside plans come in powers of two.
    private static long Pooled(long bytes) => (long)BitOperations.RoundUpToPowerOf2((ulong)bytes);

    private static long Bytes(IEnumerable<(string, Variable Variable)> variables) =>
        variables.Sum(v => v.Variable.Shape.Count * v.Variable.Spec.DType.Size);
}
