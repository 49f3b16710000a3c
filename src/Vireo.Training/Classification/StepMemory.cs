namespace Vireo.Training.Classification;

/// <summary>Memory of a training step, part by part, in bytes.</summary>
public sealed record StepMemory
{
    /// <summary>Images per step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>What learns.</summary>
    public required long Parameters { get; init; }

    /// <summary>Running statistics.</summary>
    public required long Buffers { get; init; }

    /// <summary>What the optimizer remembers, and the gradients that are summed over several batches.</summary>
    public required long Optimizer { get; init; }

    /// <summary>Moving averages of the weights.</summary>
    public required long Average { get; init; }

    /// <summary>The batch: images and labels.</summary>
    public required long Input { get; init; }

    /// <summary>Everything in between: activations, gradients, working memory of kernels; its exact peak, known before
    /// anything runs.</summary>
    public required long Arena { get; init; }

    /// <summary>All together.</summary>
    public long Total => Parameters + Buffers + Optimizer + Average + Input + Arena;
}
