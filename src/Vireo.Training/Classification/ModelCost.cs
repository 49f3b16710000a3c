using Vireo.Optimizers;
using Vireo.Training.Config;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Classification;

/// <summary>What a model costs: numbers to store, work per image, memory of a training step.</summary>
public sealed record ModelCost
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Height and width of the images, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Numbers that learn.</summary>
    public required long Parameters { get; init; }

    /// <summary>Numbers that are kept but do not learn: running statistics.</summary>
    public required long Buffers { get; init; }

    /// <summary>Multiply-adds of the prediction of one image.</summary>
    public required long Macs { get; init; }

    /// <summary>A model of the zoo at the size it was designed for, with 1000 classes.</summary>
    public static ModelCost Of(Variant variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        var options = new ModelOptions();
        return Of(variant.Create(options), variant.Name, options.Classes, variant.InputSize);
    }

    /// <summary>A model of the zoo, or the one of a run, and what a step of training it takes: model, optimizer,
    /// averages, loss.</summary>
    /// <param name="name">Folder of a run, or name of a model.</param>
    /// <param name="batchSize">Images per training step; null for those of the run or of the defaults.</param>
    /// <param name="imageSize">Side of the images; null for that of the run or of the model.</param>
    /// <param name="classes">Number of classes; null for those of the run, or 1000.</param>
    /// <exception cref="UsageException">It is neither; the message names the nearest model.</exception>
    public static (ModelCost Cost, StepMemory Memory) Find(
        string name, int? batchSize = null, int? imageSize = null, int? classes = null)
    {
        var (config, count) = NamedConfig.Find(name, batchSize, imageSize);
        var model = RunModel.Undrawn(config, classes ?? count);
        var memory = MemoryOf(config, model); // First: the step makes the optimizer's slots.
        return (Of(model, config.Model.Name, classes ?? count, config.Train.ImageSize), memory);
    }

    private static ModelCost Of(VisionModel model, string name, int classes, int imageSize) => new()
    {
        Model = name,
        Classes = classes,
        ImageSize = imageSize,
        Parameters = model.Parameters.Sum(p => p.Variable.Shape.Count),
        Buffers = model.Buffers.Sum(p => p.Variable.Shape.Count),
        Macs = new EvaluationStep(model, 1, imageSize).Macs,
    };

    private static StepMemory MemoryOf(RunConfig config, VisionModel model)
    {
        var (batch, side) = (config.Train.BatchSize, config.Train.ImageSize);
        var optimizer = RunModel.CreateOptimizer(config, model);
        var average = config.Ema.Decay > 0 ? new MovingAverage(model.Everything, config.Ema.Decay) : null;
        var step = new TrainingStep(model, optimizer, average, TrainingStepOptions.Of(config, data: null));
        return new()
        {
            BatchSize = batch,
            Parameters = Bytes(model.Parameters),
            Buffers = Bytes(model.Buffers),
            Optimizer = Bytes(optimizer.State) + Bytes(step.Gathered),
            Average = average is null ? 0 : Bytes(average.State),
            Input = batch * (3L * side * side * sizeof(float) + sizeof(long)),
            Arena = step.ArenaBytes,
        };
    }

    private static long Bytes(IEnumerable<(string, Variable Variable)> variables) =>
        variables.Sum(v => v.Variable.Shape.Count * v.Variable.Spec.DType.Size);
}
