using System.Numerics;
using Vireo.Optimizers;
using Vireo.Training.Config;
using Vireo.Vision.Datasets;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>The most memory that a training and an inference will have resident, from their compiled plans: known before
/// a step is run.</summary>
public sealed record MemoryForecast
{
    // What a process grows by when it first works: code compiled as it runs, buffers of files, garbage between two
    // collections. Measured over all models; see bench/README.md.
    private const long Growth = 30L << 20;

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
        var judge = new EvaluationStep(model, batch, side);
        var afterJudge = Environment.WorkingSet;
        var optimizer = RunModel.CreateOptimizer(config, model);
        var average = config.Ema.Decay > 0 ? new MovingAverage(model.Everything, config.Ema.Decay) : null;
        var step = new TrainingStep(model, optimizer, average, TrainingStepOptions.Of(config, data: null));
        var afterStep = Environment.WorkingSet;
        var memory = new StepMemory
        {
            BatchSize = batch,
            Parameters = Bytes(model.Parameters),
            Buffers = Bytes(model.Buffers),
            Optimizer = Bytes(optimizer.State) + Bytes(step.Gathered),
            Average = average is null ? 0 : Bytes(average.State),
            Input = batch * (ImageBytes(side) + sizeof(long)),
            Arena = step.ArenaBytes,
        };
        var weights = memory.Parameters + memory.Buffers;
        var state = weights + memory.Optimizer + memory.Average;
        var fed = Pooled(batch * ImageBytes(side));
        var loaded = batch * ImageBytes(side) * (new LoaderOptions { SampleLength = 1 }.Prefetch + 2);
        return new()
        {
            Step = memory,
            Training = new()
            {
                // Variables and what is fed to steps are there already; plans take their memory when they first run.
                Program = afterStep - state - 2 * fed + Growth, State = state + (average is null ? 0 : weights),
                Plans = step.ArenaBytes + judge.ArenaBytes, Batches = 2 * (fed + loaded),
            },
            Inference = new()
            {
                Program = afterJudge - weights - fed + Growth, State = weights, Plans = judge.ArenaBytes,
                Batches = fed + loaded,
            },
        };
    }

    private static long ImageBytes(int side) => 3L * side * side * sizeof(float);

    // Blocks outside plans come in powers of two.
    private static long Pooled(long bytes) => (long)BitOperations.RoundUpToPowerOf2((ulong)bytes);

    private static long Bytes(IEnumerable<(string, Variable Variable)> variables) =>
        variables.Sum(v => v.Variable.Shape.Count * v.Variable.Spec.DType.Size);
}
