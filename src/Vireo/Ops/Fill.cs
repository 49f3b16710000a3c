using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>One number, repeated: <c>y[i] = Value</c>.</summary>
public sealed record Fill : Op
{
    /// <summary>The number.</summary>
    public required double Value { get; init; }

    /// <summary>Shape and type of the result.</summary>
    public required TensorSpec Spec { get; init; }

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Follow;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [Spec];

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y) =>
        Array.Fill(y[0].Data, Value);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var number = graph.Scalar(Value, Spec.DType);
        return [Spec.Shape.Rank == 0 ? number : graph.Add("Expand", [number, graph.Integers(Spec.Shape.Extents)])];
    }
}
