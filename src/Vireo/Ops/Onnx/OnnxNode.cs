namespace Vireo.Ops.Onnx;

/// <summary>A node of an ONNX graph.</summary>
/// <param name="Type">The operator, such as <c>Conv</c>.</param>
/// <param name="Inputs">Names of the inputs; empty for an optional one left out.</param>
/// <param name="Outputs">Names of the outputs; empty for an optional one not wanted.</param>
/// <param name="Attributes">Attributes other than their defaults.</param>
public sealed record OnnxNode(
    string Type, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<OnnxAttribute> Attributes);
