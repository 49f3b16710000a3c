namespace Vireo.Training.Classification;

/// <summary>Memory of a whole process at its peak, part by part, in bytes: what the system says is resident.</summary>
public sealed record ProcessMemory
{
    /// <summary>Program, runtime, libraries and compiled plans: measured in this very process, which has made the same
    /// plans.</summary>
    public required long Program { get; init; }

    /// <summary>Weights, running statistics and, in training, what the optimizer and the averages keep.</summary>
    public required long State { get; init; }

    /// <summary>Values and working memory of the plans that are alive together.</summary>
    public required long Plans { get; init; }

    /// <summary>Batches: those in use and those that are loaded ahead.</summary>
    public required long Batches { get; init; }

    /// <summary>All together.</summary>
    public long Total => Program + State + Plans + Batches;
}
