using Vireo.Quantisation;
using Vireo.Training.Bundles;

namespace Vireo.Training.Compression;

/// <summary>What is to be compressed, how far, and where the result goes.</summary>
/// <param name="Model">Folder of a run, or file of a bundle.</param>
/// <param name="Budget">Share of the validation images that may be lost, 0 to 1: 0.005 for half a point of
/// top-1.</param>
public sealed record CompressionRequest(string Model, double Budget)
{
    /// <summary>Folder, or file that ends in <see cref="ModelBundle.Extension"/>; null for a folder beside the
    /// model.</summary>
    public string? Output { get; init; }

    /// <summary>Images to look at and to judge with; null for those of the run.</summary>
    public string? Data { get; init; }

    /// <summary>Share of the multiply-adds that a pruned model keeps; null for no pruning.</summary>
    public double? Prune { get; init; }

    /// <summary>Whether a model is tried that learned in eight bits, which wins back what rounding
    /// loses.</summary>
    public bool TrainInBytes { get; init; }

    /// <summary>Whether what learns again has the trained model as its teacher, beside the labels.</summary>
    public bool Distill { get; init; }

    /// <summary>Epochs that steps which learn are trained for; null for a third of the run's.</summary>
    public int? Epochs { get; init; }

    /// <summary>How ranges are chosen.</summary>
    public CalibrationMethod Calibration { get; init; } = CalibrationMethod.MinMax;

    /// <summary>Whether a model in eight bits is written though it is not faster here, such as for another
    /// machine.</summary>
    public bool KeepSlower { get; init; }

    /// <summary>Program arguments, for the record of runs that are trained.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>What measures speed: given the models, it answers for each of them; null for a clock, with all models
    /// in turns.</summary>
    public Func<IReadOnlyList<ModelBundle>, IReadOnlyList<ModelSpeed>>? Measure { get; init; }
}
