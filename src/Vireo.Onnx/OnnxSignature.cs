namespace Vireo.Onnx;

/// <summary>A graph between what goes in and what comes out.</summary>
/// <param name="Inputs">What is given at each run.</param>
/// <param name="Outputs">What comes out, by name.</param>
public sealed record OnnxSignature(
    IReadOnlyList<OnnxInput> Inputs, IReadOnlyList<(string Name, Tensor Tensor)> Outputs)
{
    /// <summary>Values on the way that are found in the file under names of their own, so that a reader can begin or
    /// end there; see <see cref="OnnxSource.Read"/>.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Inner { get; init; } = [];
}
