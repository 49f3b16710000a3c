using System.Text.Json.Serialization;

namespace Vireo.Training.Runs;

/// <summary>What a run is and where it comes from; <c>manifest.json</c>.</summary>
public sealed record RunManifest
{
    /// <summary>Version of this file's form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Version of Vireo that began the run.</summary>
    public required string Version { get; init; }

    /// <summary>Program arguments that began it.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it was resumed, time after time.</summary>
    public IReadOnlyList<DateTimeOffset> Resumed { get; init; } = [];

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Names of the classes, in the order of the scores.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Height and width of the images, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Seed of everything random.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Identity of the training data; see <see cref="Vision.Datasets.ClassificationDataset.Hash"/>.</summary>
    public required string TrainHash { get; init; }

    /// <summary>Identity of the validation data.</summary>
    public required string ValHash { get; init; }

    /// <summary>Images trained with.</summary>
    public required int TrainSamples { get; init; }

    /// <summary>Images validated with.</summary>
    public required int ValSamples { get; init; }

    /// <summary>Images left out because they could not be read.</summary>
    public int SkippedImages { get; init; }

    /// <summary>Whom it learns from; null where there is no teacher.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunTeacher? Teacher { get; init; }

    /// <summary>Where it runs.</summary>
    public RunMachine Machine { get; init; } = RunMachine.Here();
}
