using System.Text.Json.Serialization;

namespace Vireo.Onnx.Tests;

/// <summary>A file to run, and on what.</summary>
internal sealed record RuntimeTask(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("inputs")] Dictionary<string, RuntimeValue> Inputs);
