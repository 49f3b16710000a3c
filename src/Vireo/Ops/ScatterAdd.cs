using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Adds up along an axis: <c>y[…, index[…, i, …], …] += x[…, i, …]</c>, from zeros: the adjoint of
/// <see cref="Gather"/>.</summary>
public sealed record ScatterAdd : Op
{
    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <summary>Extent of the axis in the result.</summary>
    public required int Extent { get; init; }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        RequireAxes(inputs, Axis);
        var (x, index) = (inputs[0], inputs[1]);
        if (index.Shape != x.Shape || index.DType is not (DType.I32 or DType.I64))
        {
            throw new ShapeException(Name, "the index does not fit.", [("x", x, ""), ("index", index, "I32 or I64")],
                "Pass an index for each element of x.");
        }

        return [new(x.Shape.With(Axis, Extent), x.DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var strides = y[0].Shape.RowMajorStrides();
        for (var i = 0; i < x[0].Data.Length; i++)
        {
            y[0].Data[Gather.Place(y[0].Shape, strides, x[1], Axis, i)] += x[0].Data[i];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0]?.Gather(Axis, node.Inputs[1]), null];

    /// <inheritdoc/>
    public override string[]? Onnx(OnnxGraph graph, Node node, string[] x)
    {
        if (graph.Opset < 16) return null;
        var spec = node.Outputs[0].Spec;
        var zeros = graph.Add("Expand", [graph.Scalar(0, spec.DType), graph.Integers(spec.Shape.Extents)]);
        return [graph.Add("ScatterElements", [zeros, x[1], x[0]], ("axis", Axis), ("reduction", "add"))];
    }
}
