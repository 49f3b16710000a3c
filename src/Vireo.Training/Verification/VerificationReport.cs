namespace Vireo.Training.Verification;

/// <summary>Whether a model answers the same in every way it can be run.</summary>
/// <param name="Images">Images that were compared.</param>
/// <param name="Unreadable">Images left out because they cannot be read.</param>
/// <param name="Agreements">Each way against the trainer's graph.</param>
/// <param name="Missing">Why ONNX Runtime did not take part; null when it did.</param>
public sealed record VerificationReport(
    int Images, int Unreadable, IReadOnlyList<Agreement> Agreements, string? Missing)
{
    /// <summary>Whether all ways agree.</summary>
    public bool IsWithin(double tolerance) => Agreements.All(a => a.IsWithin(tolerance));
}
