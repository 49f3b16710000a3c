using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Place of the greatest element along the last axis (I64); the first of equal ones. No gradient
/// flows.</summary>
public sealed record ArgMax : Op
{
    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var shape = inputs[0].Shape;
        if (shape.Rank == 0 || shape[^1] == 0)
        {
            throw new ShapeException(Name, "the last axis is empty.", [("x", inputs[0], "")],
                "Pass at least one element.");
        }

        return [new(Shape.Create(shape.Extents[..^1]), DType.I64)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var length = x[0].Shape[^1];
        for (var row = 0; row < y[0].Data.Length; row++)
        {
            var best = 0;
            for (var i = 1; i < length; i++)
            {
                if (x[0].Data[row * length + i] > x[0].Data[row * length + best]) best = i;
            }

            y[0].Data[row] = best;
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add("ArgMax", x, ("axis", -1), ("keepdims", 0))];
}

/// <summary>The fluent form of <see cref="Ops.ArgMax"/>.</summary>
public static class ArgMaxOp
{
    extension(Tensor x)
    {
        /// <summary>Place of the greatest element along the last axis; the first of equal ones.</summary>
        public Tensor ArgMax() => Tensor.Of(new ArgMax(), x);
    }
}
