using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Counts: <c>y[i] = i</c> for i from 0 to Count - 1.</summary>
public sealed record Iota : Op
{
    /// <summary>Number of elements.</summary>
    public required int Count { get; init; }

    /// <summary>Element type.</summary>
    public DType DType { get; init; } = DType.I64;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new([Count], DType)];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        for (var i = 0; i < Count; i++) y[0].Data[i] = i;
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        string Number(double value) => graph.Scalar(value, DType.I64);
        var counts = graph.Add("Range", [Number(0), Number(Count), Number(1)]);
        return [DType == DType.I64 ? counts : graph.Cast(counts, DType)];
    }
}
