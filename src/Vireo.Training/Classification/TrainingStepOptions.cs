using Vireo.Training.Config;
using Vireo.Training.Distillation;
using Vireo.Vision.Datasets;

namespace Vireo.Training.Classification;

/// <summary>What a <see cref="TrainingStep"/> is compiled for.</summary>
public sealed record TrainingStepOptions
{
    /// <summary>Images per step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Side of the images, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Seed of dropout and stochastic depth.</summary>
    public ulong Seed { get; init; }

    /// <summary>Share of the label that is spread over all classes, 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Whether labels are probabilities of classes, as those of mixed images are: needed for a
    /// <see cref="Vision.Augment.Mixing.BatchMix"/>.</summary>
    public bool SoftLabels { get; init; }

    /// <summary>Weight of each class in the loss; null for equal ones.</summary>
    public float[]? ClassWeights { get; init; }

    /// <summary>A teacher to learn from, beside the labels or instead of them; null for none. What it projects learns
    /// along with the model.</summary>
    public Distiller? Distiller { get; init; }

    /// <summary>Greatest length of all gradients together; zero for no limit.</summary>
    public double GradientClip { get; init; }

    /// <summary>Greatest magnitude of each element of a gradient; zero for no limit. It acts before
    /// <see cref="GradientClip"/>.</summary>
    public double GradientClipValue { get; init; }

    /// <summary>Batches whose gradients make up one step of the optimizer.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>In which type the step computes; what is learned stays single.</summary>
    public Precision Precision { get; init; } = Precision.Single;

    /// <summary>Most bytes that intermediate values may take: what does not fit is computed again in the backward pass,
    /// which costs time and changes no number. Asked for when all variables have their memory. Null for no
    /// limit.</summary>
    public Func<long>? MemoryBudget { get; init; }

    /// <summary>What a configuration asks for.</summary>
    /// <param name="config">Sizes and loss.</param>
    /// <param name="data">What is learned from, for the weights of its classes; null for equal ones.</param>
    internal static TrainingStepOptions Of(RunConfig config, ClassificationDataset? data) => new()
    {
        BatchSize = config.Train.BatchSize, ImageSize = config.Train.ImageSize, Seed = config.Train.Seed,
        LabelSmoothing = config.Loss.LabelSmoothing, SoftLabels = config.Augment.Mixes,
        ClassWeights = data is null ? null : config.Loss.ClassWeights.For(data.Counts()),
        GradientClip = config.Train.GradClip, GradientClipValue = config.Train.GradClipValue,
        Accumulate = config.Train.Accumulate, Precision = config.Train.Precision.ForSteps,
    };
}
