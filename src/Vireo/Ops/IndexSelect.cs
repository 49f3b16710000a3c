using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Picks whole slices of an axis: <c>y[…, i, …] = x[…, index[i], …]</c>. Inputs: x, and a vector of places
/// (I32 or I64).</summary>
public sealed record IndexSelect : Op
{
    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <summary>A place that gets no gradient, as the rows of padding in embeddings; null for none.</summary>
    public int? Padding { get; init; }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, index) = (inputs[0], inputs[1]);
        if (index.Shape.Rank != 1 || index.DType is not (DType.I32 or DType.I64) || Axis >= x.Shape.Rank || Axis < 0)
        {
            throw new ShapeException(Name, $"the index does not fit axis {Axis}.",
                [("x", x, ""), ("index", index, "I32 or I64")], "Pass a vector of whole numbers, and an axis of x.");
        }

        return [new(x.Shape.With(Axis, index.Shape[0]), x.DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var inner = (int)x[0].Shape.RowMajorStrides()[Axis];
        var (extent, picked) = (x[0].Shape[Axis], x[1].Data.Length);
        for (var row = 0; row * inner < y[0].Data.Length; row++)
        {
            var place = Place(x[1].Data[row % picked], Axis, x[0].Shape);
            Array.Copy(x[0].Data, (row / picked * extent + place) * inner, y[0].Data, row * inner, inner);
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null, null];
        var (shape, index) = (node.Inputs[0].Shape, node.Inputs[1]);
        if (Padding is { } padding)
        {
            var extents = Enumerable.Repeat(1, shape.Rank).ToArray();
            extents[Axis] = index.Shape[0];
            var isPadding = index.IsEqualTo(Tensor.Scalar(padding, index.DType)).Reshape(extents);
            d = isPadding.Where(Tensor.Scalar(0, d.DType), d);
        }

        return [Tensor.Of(new IndexAdd { Axis = Axis, Extent = shape[Axis] }, d, index), null];
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Gather", x, ("axis", Axis))];

    /// <summary>An index as a place on an axis.</summary>
    /// <exception cref="BadDataException">It leaves the axis.</exception>
    internal static int Place(double index, int axis, Shape shape) => index >= 0 && index < shape[axis]
        ? (int)index
        : throw Gather.OutOfRange((long)index, axis, shape);
}

/// <summary>The fluent form of <see cref="Ops.IndexSelect"/>.</summary>
public static class IndexSelectOp
{
    extension(Tensor x)
    {
        /// <summary>Picks whole slices of an axis by a vector of places (I32 or I64); an axis below zero counts from
        /// the end, a place must not.</summary>
        /// <remarks>Computing it throws <see cref="BadDataException"/> when a place leaves the axis.</remarks>
        public Tensor IndexSelect(int axis, Tensor index) =>
            Tensor.Of(new IndexSelect { Axis = x.Shape.Axis(axis) }, x, index);
    }
}
