using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Running sums along an axis: <c>y[i] = x[0] + … + x[i]</c>, or from the end.</summary>
public sealed record CumulativeSum : Op
{
    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <summary>Whether sums run from the end: <c>y[i] = x[i] + … + x[last]</c>.</summary>
    public bool Reverse { get; init; }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => Axis >= 0 && Axis < inputs[0].Shape.Rank
        ? [inputs[0]]
        : throw new ShapeException(Name, $"there is no axis {Axis}.", [("x", inputs[0], "")], "Name an axis of x.");

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (step, extent) = (x[0].Shape.RowMajorStrides()[Axis], x[0].Shape[Axis]);
        for (var i = 0L; i < y[0].Data.Length; i++)
        {
            var at = Reverse ? y[0].Data.Length - 1 - i : i;
            var isFirst = at / step % extent == (Reverse ? extent - 1 : 0);
            y[0].Data[at] = x[0].Data[at] + (isFirst ? 0 : y[0].Data[Reverse ? at + step : at - step]);
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? Tensor.Of(this with { Reverse = !Reverse }, d) : null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Add("CumSum", [x[0], graph.Scalar(Axis, DType.I64)], ("reverse", Reverse ? 1 : 0))];
}

/// <summary>The fluent form of <see cref="Ops.CumulativeSum"/>.</summary>
public static class CumulativeSumOp
{
    extension(Tensor x)
    {
        /// <summary>Running sums along an axis, or from its end; a negative axis counts from the end.</summary>
        public Tensor CumulativeSum(int axis, bool reverse = false) =>
            Tensor.Of(new CumulativeSum { Axis = x.Shape.Axis(axis), Reverse = reverse }, x);
    }
}
