namespace Vireo.Training.Bundles;

/// <summary>Where a model comes from and what may be done with it.</summary>
public sealed record ModelOrigin
{
    /// <summary>Version of Vireo that trained it.</summary>
    public required string Version { get; init; }

    /// <summary>When its training began; null when it was never trained.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Training steps that its weights went through.</summary>
    public long Step { get; init; }

    /// <summary>Identity of the training data; see <see cref="Vision.Datasets.ClassificationDataset.Hash"/>.</summary>
    public string TrainHash { get; init; } = "";

    /// <summary>Identity of the validation data.</summary>
    public string ValHash { get; init; } = "";

    /// <summary>What was measured, by name, such as <c>val_top1</c>.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Licence of the weights, in the words of whoever exported them; empty when nobody said.</summary>
    public string Licence { get; init; } = "";
}
