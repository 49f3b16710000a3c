using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Adds whole slices of an axis up: <c>y[…, index[i], …] += x[…, i, …]</c>, from zeros: the adjoint of
/// <see cref="IndexSelect"/>. Inputs: x, and a vector of places (I32 or I64).</summary>
public sealed record IndexAdd : Op
{
    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <summary>Extent of the axis in the result.</summary>
    public required int Extent { get; init; }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, index) = (inputs[0], inputs[1]);
        if (index.Shape.Rank != 1 || index.DType is not (DType.I32 or DType.I64) || Axis >= x.Shape.Rank || Axis < 0
            || x.Shape[Axis] != index.Shape[0])
        {
            throw new ShapeException(Name, $"the index does not fit axis {Axis}.",
                [("x", x, ""), ("index", index, "I32 or I64")],
                "Pass a vector of whole numbers, one for each slice of that axis.");
        }

        return [new(x.Shape.With(Axis, Extent), x.DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var inner = (int)y[0].Shape.RowMajorStrides()[Axis];
        var added = x[1].Data.Length;
        for (var i = 0; i < x[0].Data.Length; i++)
        {
            var row = i / inner;
            var place = IndexSelect.Place(x[1].Data[row % added], Axis, y[0].Shape);
            y[0].Data[(row / added * Extent + place) * inner + i % inner] += x[0].Data[i];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0]?.IndexSelect(Axis, node.Inputs[1]), null];

    /// <inheritdoc/>
    public override string[]? Onnx(OnnxGraph graph, Node node, string[] x)
    {
        if (graph.Opset < 16) return null;
        var (shape, y) = (node.Inputs[0].Shape, node.Outputs[0].Spec);
        var zeros = graph.Add("Expand", [graph.Scalar(0, y.DType), graph.Integers(y.Shape.Extents)]);
        var column = new int[shape.Rank];
        Array.Fill(column, 1);
        column[Axis] = shape[Axis];
        var index = graph.Add("Reshape", [x[1], graph.Integers(column)]);
        index = graph.Add("Expand", [index, graph.Integers(shape.Extents)]);
        return [graph.Add("ScatterElements", [zeros, index, x[0]], ("axis", Axis), ("reduction", "add"))];
    }
}

/// <summary>The fluent form of <see cref="Ops.IndexAdd"/>.</summary>
public static class IndexAddOp
{
    extension(Tensor x)
    {
        /// <summary>Adds the slices of <paramref name="source"/> to those of an axis that a vector of places (I32 or
        /// I64) names: <c>y = x; y[…, index[i], …] += source[…, i, …]</c>.</summary>
        /// <remarks>Computing it throws <see cref="BadDataException"/> when a place leaves the axis.</remarks>
        public Tensor IndexAdd(int axis, Tensor index, Tensor source)
        {
            axis = x.Shape.Axis(axis);
            return x + Tensor.Of(new IndexAdd { Axis = axis, Extent = x.Shape[axis] }, source, index);
        }
    }
}
