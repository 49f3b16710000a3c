using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Config;

namespace Vireo.Training.Runs;

/// <summary>The JSON of a run folder, by generated code.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunManifest))]
[JsonSerializable(typeof(PredictionLine))]
[JsonSerializable(typeof(CheckpointManifest))]
[JsonSerializable(typeof(BestCheckpoint))]
[JsonSerializable(typeof(TrainerState))]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(BundleManifest))]
[JsonSerializable(typeof(EnsembleDescription))]
[JsonSerializable(typeof(IReadOnlyList<EnsembleMember>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class RunJson : JsonSerializerContext
{
    /// <summary>For files that people read.</summary>
    public static RunJson Readable { get; } = new(OptionsFor(indented: true));

    /// <summary>For one object per line.</summary>
    public static RunJson Compact { get; } = new(OptionsFor(indented: false));

    /// <summary>Reads a file of ours that somebody may have damaged.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2103</c>: it is missing, too large or not what was
    /// expected.</exception>
    public static T ReadFile<T>(string path, long mostBytes, JsonTypeInfo<T> type)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > mostBytes) throw new BadModelFileException("VIR2103", $"{path} is too large.");
            return JsonSerializer.Deserialize(stream, type) ?? throw new JsonException("it is null");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BadModelFileException("VIR2103", $"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads one line.</summary>
    /// <exception cref="BadDataException"><c>VIR1020</c>: it is not what was expected.</exception>
    public static T ReadLine<T>(string text, string place, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException failure)
        {
            throw new BadDataException("VIR1020", $"{place}: {failure.Message}", failure);
        }
    }

    private static JsonSerializerOptions OptionsFor(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = indented,
        Encoder = JsonTextEncoder.Readable,
        // A loss may have become infinite, and the best of no metrics is.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };
}
