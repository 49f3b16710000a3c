using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Places (I64) of elements that an order puts first along an axis; the first of equal ones, and of NaN if
/// there is any. No gradient flows.</summary>
public abstract record ArgOp : Op
{
    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <summary>Whether the axis stays with extent one.</summary>
    public bool KeepAxis { get; init; }

    /// <summary>Whether a is to be preferred to b.</summary>
    protected abstract bool IsBetter(double a, double b);

    /// <inheritdoc/>
    public sealed override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var shape = inputs[0].Shape;
        if (Axis < 0 || Axis >= shape.Rank || shape[Axis] == 0)
        {
            throw new ShapeException(Name, $"axis {Axis} is empty.", [("x", inputs[0], "")],
                "Pass at least one element.");
        }

        return [new(KeepAxis ? shape.With(Axis, 1) : AxisOrder.Without(shape, Axis), DType.I64)];
    }

    /// <inheritdoc/>
    public sealed override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (shape, data) = (x[0].Shape, x[0].Data);
        var step = shape.RowMajorStrides()[Axis];
        for (var lane = 0; lane < y[0].Data.Length; lane++)
        {
            var start = lane / step * step * shape[Axis] + lane % step;
            var best = 0;
            for (var i = 1; i < shape[Axis]; i++)
            {
                var (a, b) = (data[start + i * step], data[start + best * step]);
                if (IsBetter(a, b) || (double.IsNaN(a) && !double.IsNaN(b))) best = i;
            }

            y[0].Data[lane] = best;
        }
    }

    /// <inheritdoc/>
    public sealed override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [null];

    /// <inheritdoc/>
    public sealed override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add(Name, x, ("axis", Axis), ("keepdims", KeepAxis ? 1 : 0))];
}
