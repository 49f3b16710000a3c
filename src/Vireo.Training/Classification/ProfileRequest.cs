namespace Vireo.Training.Classification;

/// <summary>What a <see cref="TrainingProfile"/> is wanted of.</summary>
/// <param name="Name">Folder of a run, or name of a model.</param>
public sealed record ProfileRequest(string Name)
{
    /// <summary>Images to learn from, through the loader of a training; null for random ones that are there
    /// already.</summary>
    public string? Data { get; init; }

    /// <summary>Images per batch; null for those of the run or of the defaults.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Side of the images in pixels; null for that of the run or of the model.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Number of classes; null for those of the data, of the run, or 1000.</summary>
    public int? Classes { get; init; }

    /// <summary>Steps to measure, 1 or more.</summary>
    public int Steps { get; init; } = 5;
}
