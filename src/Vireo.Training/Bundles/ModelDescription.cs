using System.Text.Json.Serialization;
using Vireo.Pruning;
using Vireo.Training.Config;
using Vireo.Vision.Augment;

namespace Vireo.Training.Bundles;

/// <summary>All that a model needs besides its weights in order to answer: how it is built, what happens to a picture
/// before and to scores after it, what its classes are called; <c>model.json</c> of a bundle.</summary>
public sealed record ModelDescription
{
    /// <summary>Name of the model in the zoo: the recipe from which its graph is built.</summary>
    public required string Model { get; init; }

    /// <summary>Layers that have fewer channels than the zoo's; see <see cref="ModelConfig.Channels"/>.</summary>
    public IReadOnlyList<LayerChannels> Channels { get; init; } = [];

    /// <summary>Names of the classes, in the order of the scores.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>From a file to what the network sees.</summary>
    public required ImagePipeline Preprocessing { get; init; }

    /// <summary>From scores to an answer.</summary>
    public Postprocessing Postprocessing { get; init; } = new();

    /// <summary>In which type it computes unless told otherwise.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<PrecisionChoice>))]
    public PrecisionChoice Precision { get; init; } = PrecisionChoice.F32;

    /// <summary>What it needs to compute in eight bits, which it then does unless told otherwise; null when it was not
    /// calibrated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelQuantisation? Quantisation { get; init; }

    /// <summary>What steps are compiled with unless told otherwise.</summary>
    [JsonIgnore]
    public Precision PrecisionForSteps => Quantisation?.ForSteps ?? Precision.ForSteps;

    /// <summary>Images that were judged together.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Where it comes from.</summary>
    public required ModelOrigin Origin { get; init; }
}
