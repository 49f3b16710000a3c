using System.Text.Json.Serialization;

namespace Vireo.Onnx.Tests;

/// <summary>What came out of a file, or why nothing did.</summary>
internal sealed record RuntimeResult(
    [property: JsonPropertyName("outputs")] Dictionary<string, RuntimeValue>? Outputs,
    [property: JsonPropertyName("error")] string? Error);
