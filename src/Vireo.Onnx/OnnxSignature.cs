namespace Vireo.Onnx;

/// <summary>A graph between what goes in and what comes out.</summary>
/// <param name="Inputs">What is given at each run. Those with preludes of one type and extents may share a name: what
/// is given is then prepared in several ways.</param>
/// <param name="Outputs">What comes out, by name.</param>
public sealed record OnnxSignature(
    IReadOnlyList<OnnxInput> Inputs, IReadOnlyList<(string Name, Tensor Tensor)> Outputs)
{
    /// <summary>Values on the way that are found in the file under names of their own, so that a reader can begin or
    /// end there; see <see cref="OnnxSource.Read"/>.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Inner { get; init; } = [];
}
