using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Puts a part of an axis back among zeros: the adjoint of <see cref="Slice"/>, and padding with
/// zeros.</summary>
public sealed record Unslice : Op
{
    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <summary>Where the first element goes.</summary>
    public required int Start { get; init; }

    /// <summary>Distance of elements, one or more.</summary>
    public int Step { get; init; } = 1;

    /// <summary>Extent of the axis in the result.</summary>
    public required int Extent { get; init; }

    /// <inheritdoc/>
    public override LayoutRule Layouts => LayoutRule.Follow;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        RequireAxes(inputs, Axis);
        var length = inputs[0].Shape[Axis];
        if (Start < 0 || Step < 1 || (length > 0 && Start + (length - 1) * Step >= Extent))
        {
            throw new ShapeException(Name, $"{length} elements from {Start} on, step {Step}, do not fit into {Extent}.",
                [("x", inputs[0], "")], "Make the extent larger.");
        }

        return [new(inputs[0].Shape.With(Axis, Extent), inputs[0].DType)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var strides = y[0].Shape.RowMajorStrides();
        var offset = Start * strides[Axis];
        strides[Axis] *= Step;
        for (var i = 0; i < x[0].Data.Length; i++)
        {
            y[0].Data[StridedLoop.At(x[0].Shape, strides, offset, i)] = x[0].Data[i];
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d
            ? Tensor.Of(new Slice { Axis = Axis, Start = Start, Step = Step, Length = node.Inputs[0].Shape[Axis] }, d)
            : null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var shape = node.Inputs[0].Shape;
        var (parts, used) = (x[0], shape[Axis]);
        if (Step > 1 && used > 0)
        {
            // Every element becomes a row of Step elements, the others zero; the rows in line are the spread elements.
            Shape column = [.. shape.Extents[..(Axis + 1)], 1, .. shape.Extents[(Axis + 1)..]];
            parts = graph.Add("Reshape", [parts, graph.Integers(column.Extents)]);
            parts = graph.Pad(parts, column.Rank, Axis + 1, 0, Step - 1);
            used *= Step;
            parts = graph.Add("Reshape", [parts, graph.Integers(shape.With(Axis, used).Extents)]);
        }

        // Negative padding cuts: the last element's zeros may hang over.
        return [graph.Pad(parts, shape.Rank, Axis, Start, Extent - Start - used)];
    }
}
