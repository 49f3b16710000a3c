namespace Vireo.Training.Config;

/// <summary>How long, how large, with which seed.</summary>
public sealed record TrainConfig
{
    /// <summary>Passes over the training data.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Images per batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Height and width of the images, in pixels.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Sides of the images to learn from, one drawn for each step; empty for <see cref="ImageSize"/>, with
    /// which the model is judged in any case.</summary>
    public ValueList<int> MultiScale { get; init; }

    /// <summary>Sides that a step is compiled for.</summary>
    internal IReadOnlyList<int> Sides => MultiScale.Count == 0 ? [ImageSize] : [.. MultiScale.Distinct().Order()];

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads that compute; zero for one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Threads that decode images; zero decodes between the steps, null takes half the cores.</summary>
    public int? LoaderThreads { get; init; }

    /// <summary>Epochs without a better validation before training ends; zero never ends early.</summary>
    public int EarlyStopPatience { get; init; }

    /// <summary>Largest global norm of the gradients; zero does not clip.</summary>
    public double GradClip { get; init; }

    /// <summary>Largest magnitude of an element of a gradient; zero does not clip.</summary>
    public double GradClipValue { get; init; }

    /// <summary>Batches that make up one step, as if it were one batch that many times as large.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>In which type steps compute; a run writes down what was decided for it. Single precision unless asked
    /// for otherwise: the numbers of a run do not depend on the processor it is begun on.</summary>
    public PrecisionChoice Precision { get; init; } = PrecisionChoice.F32;

    /// <summary>Whether memory is saved by computing again; the numbers stay the same.</summary>
    public RecomputeKind Recompute { get; init; }

    /// <summary>Memory that the process may take with <see cref="RecomputeKind.Auto"/>, in MB of 10^6 bytes; zero for
    /// what the machine has free.</summary>
    public int MemoryBudget { get; init; }
}
