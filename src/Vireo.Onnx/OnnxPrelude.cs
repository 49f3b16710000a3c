using Vireo.Ops.Onnx;

namespace Vireo.Onnx;

/// <summary>Nodes in front of a graph, which may take other shapes and types than tensors of a graph have.</summary>
/// <param name="Type">Element type of what is given.</param>
/// <param name="Extents">Its extents: numbers, or names of what is known only at each run; <see
/// cref="OnnxExport.Batch"/> is the number of images.</param>
/// <param name="Append">Appends nodes; from the name of what is given to the name of what enters the graph.</param>
public sealed record OnnxPrelude(DType Type, IReadOnlyList<string> Extents, Func<OnnxGraph, string, string> Append);
