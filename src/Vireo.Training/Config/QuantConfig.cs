using Vireo.Quantisation;

namespace Vireo.Training.Config;

/// <summary>Training in eight bits; see <see cref="FakeQuantised"/>.</summary>
public sealed record QuantConfig
{
    /// <summary>Whether, and how.</summary>
    public QuantMode Mode { get; init; }

    /// <summary>How the ranges are chosen that the training begins with.</summary>
    public CalibrationMethod Calibration { get; init; } = CalibrationMethod.MinMax;

    /// <summary>Training images they are chosen by, taken evenly from all.</summary>
    public int Images { get; init; } = 256;
}
