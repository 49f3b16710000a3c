namespace Vireo.Quantisation;

/// <summary>What a plan needs to compute in eight bits: the ranges of values, found by a <see cref="Calibrator"/>, and
/// the layers that stay in single precision. Weights need nothing: they are scaled by their greatest number per output
/// channel.</summary>
public sealed record QuantisationTable
{
    /// <summary>Ranges by name of the value; values without one stay as they are.</summary>
    public required ValueList<ActivationRange> Ranges { get; init; }

    /// <summary>Places of the convolutions and fully connected layers that stay in single precision, such as
    /// <c>layer1.0.conv1</c>.</summary>
    public ValueList<string> FloatLayers { get; init; } = [];
}
