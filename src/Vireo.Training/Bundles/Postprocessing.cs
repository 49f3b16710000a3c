namespace Vireo.Training.Bundles;

/// <summary>From scores to an answer: softmax, then the most probable classes.</summary>
public sealed record Postprocessing
{
    /// <summary>Classes that an answer names at most.</summary>
    public int Top { get; init; } = 5;

    /// <summary>Classes less probable than this are not named; 0 to 1.</summary>
    public double Threshold { get; init; }
}
