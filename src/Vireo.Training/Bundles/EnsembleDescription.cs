namespace Vireo.Training.Bundles;

/// <summary>What the file of an ensemble says beside its members; <c>ensemble.json</c>.</summary>
internal sealed record EnsembleDescription
{
    /// <summary>How much each member's probabilities count; they sum to one.</summary>
    public required IReadOnlyList<double> Weights { get; init; }
}
