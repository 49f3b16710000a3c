using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>A part of one axis: <c>y[…, i, …] = x[…, Start + i · Step, …]</c>.</summary>
public sealed record Slice : Op
{
    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <summary>First element.</summary>
    public required int Start { get; init; }

    /// <summary>Number of elements.</summary>
    public required int Length { get; init; }

    /// <summary>Distance of elements, one or more.</summary>
    public int Step { get; init; } = 1;

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Follow;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        RequireAxes(inputs, Axis);
        var extent = inputs[0].Shape[Axis];
        if (Start < 0 || Length < 0 || Step < 1 || (Length > 0 && Start + (Length - 1) * Step >= extent))
        {
            throw new ShapeException(Name, $"elements {Start}, {Start + Step}, … ({Length} of them) leave axis {Axis}.",
                [("x", inputs[0], "")], $"The axis has the elements 0 to {extent - 1}.");
        }

        return [new(inputs[0].Shape.With(Axis, Length), inputs[0].DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var strides = x[0].Shape.RowMajorStrides();
        var offset = Start * strides[Axis];
        strides[Axis] *= Step;
        StridedLoop.Run(y[0].Shape, strides, offset, x[0].Data, y[0].Data);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var shape = node.Inputs[0].Shape;
        var back = new Unslice { Axis = Axis, Start = Start, Step = Step, Extent = shape[Axis] };
        return [dy[0] is { } d ? Tensor.Of(back, d) : null];
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var end = Length == 0 ? Start : Start + (Length - 1) * Step + 1;
        return
        [
            graph.Add("Slice",
                [x[0], graph.Integers(Start), graph.Integers(end), graph.Integers(Axis), graph.Integers(Step)]),
        ];
    }
}

/// <summary>The fluent form of <see cref="Ops.Slice"/>.</summary>
public static class SliceOp
{
    extension(Tensor x)
    {
        /// <summary>The elements from <paramref name="start"/> up to, not including, <paramref name="end"/> of an axis;
        /// negative axes count from the end.</summary>
        public Tensor Slice(int axis, int start, int end, int step = 1)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
            var length = (end - start + step - 1) / step;
            return Tensor.Of(new Slice { Axis = x.Shape.Axis(axis), Start = start, Length = length, Step = step }, x);
        }
    }
}
