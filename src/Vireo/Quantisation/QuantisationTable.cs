using Vireo.Graph;

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

    /// <summary>A table for values of a graph whose ranges are known from elsewhere.</summary>
    /// <param name="images">The placeholder that the network begins with.</param>
    /// <param name="output">What it ends with, built for <see cref="Layers.Pass.Inference"/>.</param>
    /// <param name="ranges">Values on the way, with the smallest and the greatest number of each.</param>
    public static QuantisationTable Of(
        Tensor images, Tensor output, IEnumerable<(Tensor Value, float Low, float High)> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        var capture = new Capture([images], [output], [], null);
        var names = ValueNames.Of(capture);
        List<ActivationRange> found = [];
        foreach (var (value, low, high) in ranges)
        {
            if (capture.Find(value) is { } place) found.Add(new(names[place], low, high));
        }

        return new() { Ranges = [.. found] };
    }
}
