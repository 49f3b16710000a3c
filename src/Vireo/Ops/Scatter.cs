using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Writes along an axis: <c>y = x; y[…, index[…, i, …], …] = source[…, i, …]</c>. Inputs: x, the index (I32 or
/// I64, with the extents of x along other axes) and the source, as large as the index. Of several elements for one
/// place the last stays; the places of a lane should differ, for each source element gets the gradient of its
/// place.</summary>
public sealed record Scatter : Op
{
    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        Gather.RequireIndex(Name, inputs[0], inputs[1], Axis);
        if (inputs[2].Shape != inputs[1].Shape || inputs[2].DType != inputs[0].DType)
        {
            throw new ShapeException(Name, "the source does not fit.",
                [("x", inputs[0], ""), ("index", inputs[1], ""), ("source", inputs[2], "")],
                "Pass a source as large as the index, of the type of x.");
        }

        return [inputs[0]];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        x[0].Data.CopyTo(y[0].Data, 0);
        var strides = x[0].Shape.RowMajorStrides();
        for (var i = 0; i < x[2].Data.Length; i++)
        {
            y[0].Data[Gather.Place(x[0].Shape, strides, x[1], Axis, i)] = x[2].Data[i];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null, null, null];
        var index = node.Inputs[1];
        var zeros = Tensor.Full(0, index.Shape, d.DType);
        return [Tensor.Of(new Scatter { Axis = Axis }, d, index, zeros), null, d.Gather(Axis, index)];
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add("ScatterElements", x, ("axis", Axis))];
}

/// <summary>The fluent forms of <see cref="Ops.Scatter"/>.</summary>
public static class ScatterOp
{
    extension(Tensor x)
    {
        /// <summary>Writes along an axis; see <see cref="Ops.Scatter"/>. The index may be smaller than x along other
        /// axes, and than the source along all: the rest stays out of it.</summary>
        /// <remarks>Computing it throws <see cref="BadDataException"/> when an index leaves the axis.</remarks>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor Scatter(int axis, Tensor index, Tensor source)
        {
            axis = x.Shape.Axis(axis);
            source = GatherOp.Reached(source, -1, index.Shape);
            for (var k = 0; k < Math.Min(x.Shape.Rank, index.Shape.Rank); k++)
            {
                var (whole, part) = (x.Shape[k], index.Shape[k]);
                if (k == axis || part >= whole) continue;
                return Tensor.Concat(k, x.Slice(k, 0, part).Scatter(axis, index, source), x.Slice(k, part, whole));
            }

            return Tensor.Of(new Scatter { Axis = axis }, x, index, source);
        }

        /// <summary>Writes one number along an axis; see <see cref="Ops.Scatter"/>.</summary>
        public Tensor Scatter(int axis, Tensor index, double value) =>
            x.Scatter(axis, index, Tensor.Full(value, index.Shape, x.DType));

        /// <summary>Adds along an axis: <c>y = x; y[…, index[…, i, …], …] += source[…, i, …]</c>. The index may be
        /// smaller than x along other axes, and than the source along all: the rest stays out of it.</summary>
        /// <remarks>Computing it throws <see cref="BadDataException"/> when an index leaves the axis.</remarks>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        public Tensor ScatterAdd(int axis, Tensor index, Tensor source)
        {
            axis = x.Shape.Axis(axis);
            source = GatherOp.Reached(source, -1, index.Shape);
            var sum = Tensor.Of(new ScatterAdd { Axis = axis, Extent = x.Shape[axis] }, source, index);
            for (var k = 0; k < Math.Min(x.Shape.Rank, sum.Shape.Rank); k++)
            {
                if (sum.Shape[k] < x.Shape[k]) sum = sum.Pad(k, 0, x.Shape[k] - sum.Shape[k]);
            }

            return sum.Shape == x.Shape
                ? x + sum
                : throw new ShapeException("ScatterAdd", "the index does not fit.",
                    [("x", x.Spec, ""), ("index", index.Spec, ""), ("source", source.Spec, "")],
                    $"The index has as many axes as x and, but for axis {axis}, no greater extents.");
        }
    }
}
