namespace Vireo.Onnx;

/// <summary>A graph between what goes in and what comes out.</summary>
/// <param name="Inputs">What is given at each run.</param>
/// <param name="Outputs">What comes out, by name.</param>
public sealed record OnnxSignature(
    IReadOnlyList<OnnxInput> Inputs, IReadOnlyList<(string Name, Tensor Tensor)> Outputs);
