using System.Text.Json.Serialization;
using Vireo.Quantisation;
using Vireo.Training.Config;

namespace Vireo.Training.Bundles;

/// <summary>The ranges of a model's activations, by which it computes in eight bits.</summary>
public sealed record ModelQuantisation
{
    /// <summary>How the ranges were chosen; null where the ONNX file that brought them does not say.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<CalibrationMethod>))]
    public CalibrationMethod? Method { get; init; }

    /// <summary>How many images were looked at; zero where nobody knows.</summary>
    public int Images { get; init; }

    /// <summary>Range of every value.</summary>
    public required IReadOnlyList<ActivationRange> Ranges { get; init; }

    /// <summary>What they learned by since; they and the weights were then trained in eight bits.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<QuantMode>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public QuantMode Learned { get; init; }

    /// <summary>Places of convolutions that stay in single precision.</summary>
    public IReadOnlyList<string> FloatLayers { get; init; } = [];

    /// <summary>Ranges and layers as plans and graphs take them.</summary>
    [JsonIgnore]
    public QuantisationTable Table => new() { Ranges = [.. Ranges], FloatLayers = [.. FloatLayers] };

    /// <summary>What steps are compiled with.</summary>
    [JsonIgnore]
    public Precision ForSteps => Precision.Int8(Table);

    /// <summary>What cannot be true; null when all can.</summary>
    internal string? Problem()
    {
        if (!Enum.IsDefined(Learned)) return $"training by {Learned}";
        if (Method is { } method && !Enum.IsDefined(method)) return $"calibration by {method}";
        if (Images < (Method is null ? 0 : 1)) return $"ranges of {Images} images";
        if (FloatLayers.Any(layer => layer is null)) return "a layer without a name";
        foreach (var (value, low, high) in Ranges)
        {
            if (value is null) return "a range without a name";
            if (!float.IsFinite(low) || !float.IsFinite(high) || low > 0 || high < 0)
                return $"a range from {low} to {high} of {value}";
        }

        return null;
    }
}
