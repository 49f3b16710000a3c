using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Picks along an axis: <c>y[…, i, …] = x[…, index[…, i, …], …]</c>; the index (I32 or I64) has the extents of
/// the result, which along other axes are those of x.</summary>
public sealed record Gather : Op
{
    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        RequireIndex(Name, inputs[0], inputs[1], Axis);
        return [new(inputs[1].Shape, inputs[0].DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var strides = x[0].Shape.RowMajorStrides();
        for (var i = 0; i < y[0].Data.Length; i++)
        {
            y[0].Data[i] = x[0].Data[Place(x[0].Shape, strides, x[1], Axis, i)];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d
            ? Tensor.Of(new ScatterAdd { Axis = Axis, Extent = node.Inputs[0].Shape[Axis] }, d, node.Inputs[1])
            : null, null];

    internal static BadDataException OutOfRange(long index, int axis, Shape shape) =>
        new("VIR5102", $"index {index} leaves axis {axis} of {shape}; a label out of range?");

    internal static void RequireIndex(string op, TensorSpec x, TensorSpec index, int axis)
    {
        var fits = index.DType is DType.I32 or DType.I64 && x.Shape.Rank == index.Shape.Rank
            && axis >= 0 && axis < x.Shape.Rank && x.Shape.With(axis, 0) == index.Shape.With(axis, 0);
        if (!fits)
        {
            throw new ShapeException(op, "the index does not fit.", [("x", x, ""), ("index", index, "I32 or I64")],
                $"All extents but that of axis {axis}, which both must have, must be equal.");
        }
    }

    /// <summary>Where in x the element of the index at a flat place points to.</summary>
    /// <exception cref="BadDataException">The index leaves the axis.</exception>
    internal static long Place(Shape shape, long[] strides, ReferenceArray index, int axis, long flat)
    {
        var target = (long)index.Data[flat];
        if (target < 0 || target >= shape[axis])
        {
            throw OutOfRange(target, axis, shape);
        }

        var offset = target * strides[axis];
        for (var k = shape.Rank - 1; k >= 0; k--)
        {
            if (k != axis) offset += flat % index.Shape[k] * strides[k];
            flat /= index.Shape[k];
        }

        return offset;
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add("GatherElements", x, ("axis", Axis))];
}

/// <summary>The fluent form of <see cref="Ops.Gather"/>.</summary>
public static class GatherOp
{
    extension(Tensor x)
    {
        /// <summary>Picks along an axis; see <see cref="Ops.Gather"/>. The index may be smaller than x along other
        /// axes: the rest of x is left out.</summary>
        /// <remarks>Computing it throws <see cref="BadDataException"/> when an index leaves the axis.</remarks>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor Gather(int axis, Tensor index)
        {
            axis = x.Shape.Axis(axis);
            return Tensor.Of(new Gather { Axis = axis }, Reached(x, axis, index.Shape), index);
        }
    }

    /// <summary>Cuts off what an index does not reach, along all axes but one.</summary>
    internal static Tensor Reached(Tensor x, int but, Shape index)
    {
        for (var k = 0; k < Math.Min(x.Shape.Rank, index.Rank); k++)
        {
            if (k != but && x.Shape[k] > index[k]) x = x.Slice(k, 0, index[k]);
        }

        return x;
    }
}
