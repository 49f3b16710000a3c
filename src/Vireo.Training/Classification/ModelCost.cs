using Vireo.Vision.Datasets;
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
    /// <param name="classes">Number of classes; null for those of the data, of the run, or 1000.</param>
    /// <param name="data">What would be learned from; null for nothing in particular.</param>
    /// <exception cref="UsageException">It is neither; the message names the nearest model.</exception>
    public static (ModelCost Cost, MemoryForecast Memory) Find(
        string name, int? batchSize = null, int? imageSize = null, int? classes = null,
        string? data = null)
    {
        var (config, count) = NamedConfig.Find(name, batchSize, imageSize);
        if (data is not null) count = DatasetSource.Open(data, null, 0.5, 0, d => d).Train.Classes.Count;
        var model = RunModel.Undrawn(config, classes ?? count);
        var memory = MemoryForecast.Of(config, model); // First: the step makes the optimizer's slots.
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
}
