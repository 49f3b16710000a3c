namespace Vireo.Onnx;

/// <summary>What is given at each run of an exported graph.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Tensor">Where it enters the graph: a placeholder, or any other tensor, whose own recipe then stays
/// out.</param>
public sealed record OnnxInput(string Name, Tensor Tensor)
{
    /// <summary>What is done in the file before it enters the graph; null for nothing.</summary>
    public OnnxPrelude? Prelude { get; init; }
}
