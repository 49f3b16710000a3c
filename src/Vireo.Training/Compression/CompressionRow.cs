using Vireo.Vision.Metrics;

namespace Vireo.Training.Compression;

/// <summary>One step of compression, measured.</summary>
public sealed record CompressionRow
{
    /// <summary>Name of the step, such as <c>int8</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Bytes of the file of a bundle.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Bytes of the weights in it.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Multiply-adds of one image.</summary>
    public required long Macs { get; init; }

    /// <summary>Numbers that learned.</summary>
    public required long Parameters { get; init; }

    /// <summary>Convolutions in eight bits; null where that is not what the step does.</summary>
    public int? ByteLayers { get; init; }

    /// <summary>How fast it answers.</summary>
    public required ModelSpeed Speed { get; init; }

    /// <summary>Share of the validation images whose class it finds.</summary>
    public required double Top1 { get; init; }

    /// <summary>Its top-1 less that of the first row, on the same images.</summary>
    public required PairedDifference Difference { get; init; }

    /// <summary>What becomes of it.</summary>
    public required CompressionVerdict Verdict { get; init; }
}
