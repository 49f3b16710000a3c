using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Joins tensors along an axis.</summary>
public sealed record Concat : Op
{
    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Follow;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        RequireAxes(inputs, Axis);
        var extent = 0;
        foreach (var input in inputs)
        {
            if (input.DType != inputs[0].DType || input.Shape.Rank != inputs[0].Shape.Rank
                || input.Shape.With(Axis, 0) != inputs[0].Shape.With(Axis, 0))
            {
                throw new ShapeException(Name, $"operands differ in more than axis {Axis}.", Numbered(inputs),
                    "All other extents and the types must be equal.");
            }

            extent += input.Shape[Axis];
        }

        return [new(inputs[0].Shape.With(Axis, extent), inputs[0].DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var strides = y[0].Shape.RowMajorStrides();
        var start = 0L;
        foreach (var part in x)
        {
            for (var i = 0; i < part.Data.Length; i++)
            {
                y[0].Data[StridedLoop.At(part.Shape, strides, start * strides[Axis], i)] = part.Data[i];
            }

            start += part.Shape[Axis];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var gradients = new Tensor?[node.Inputs.Count];
        if (dy[0] is not { } d) return gradients;
        var start = 0;
        for (var i = 0; i < gradients.Length; i++)
        {
            var length = node.Inputs[i].Shape[Axis];
            gradients[i] = d.Slice(Axis, start, start + length);
            start += length;
        }

        return gradients;
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Concat", x, ("axis", Axis))];
}

/// <summary>The fluent form of <see cref="Ops.Concat"/>.</summary>
public static class ConcatOp
{
    extension(Tensor)
    {
        /// <summary>Joins tensors along an axis; a negative axis counts from the end.</summary>
        public static Tensor Concat(int axis, params Tensor[] parts) =>
            Tensor.Of(new Concat { Axis = parts[0].Shape.Axis(axis) }, parts);
    }
}
