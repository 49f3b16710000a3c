using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Puts the axes into another order: output axis i is input axis <c>Order[i]</c>.</summary>
public sealed record Transpose : Op
{
    /// <summary>The input axis that each output axis is.</summary>
    public required IntList Order { get; init; }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var shape = inputs[0].Shape;
        if (!Order.Order().SequenceEqual(Enumerable.Range(0, shape.Rank)))
        {
            throw new ShapeException(Name, $"{Order} is no order of {shape.Rank} axes.", [("x", inputs[0], "")],
                "Name every axis once.");
        }

        return [new([.. Order.Select(axis => shape[axis])], inputs[0].DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var strides = x[0].Shape.RowMajorStrides();
        StridedLoop.Run(y[0].Shape, [.. Order.Select(axis => strides[axis])], 0, x[0].Data, y[0].Data);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var inverse = new int[Order.Count];
        for (var i = 0; i < inverse.Length; i++) inverse[Order[i]] = i;
        return [dy[0]?.Transpose(inverse)];
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add("Transpose", x, ("perm", Order.Select(axis => (long)axis).ToArray()))];
}

/// <summary>The fluent form of <see cref="Ops.Transpose"/>.</summary>
public static class TransposeOp
{
    extension(Tensor x)
    {
        /// <summary>Puts the axes into the given order; without one, swaps the last two.</summary>
        public Tensor Transpose(params ReadOnlySpan<int> order)
        {
            var full = order.ToArray();
            if (full.Length == 0)
            {
                full = [.. Enumerable.Range(0, x.Shape.Rank)];
                (full[^1], full[^2]) = (full[^2], full[^1]);
            }

            return Tensor.Of(new Transpose { Order = [.. full] }, x);
        }
    }
}
