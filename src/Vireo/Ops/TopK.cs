using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>The first K elements of an order along an axis. Outputs: the elements, in order, and their places (I64).
/// Equal elements stay in the order they had; NaN counts as greater than all numbers. The gradient goes to the elements
/// taken.</summary>
public sealed record TopK : Op
{
    /// <summary>How many; at most the extent of the axis.</summary>
    public required int K { get; init; }

    /// <summary>The axis, from zero on.</summary>
    public required int Axis { get; init; }

    /// <summary>Whether the greatest come first, not the least.</summary>
    public bool Largest { get; init; } = true;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var x = inputs[0];
        if (Axis < 0 || Axis >= x.Shape.Rank || K < 0 || K > x.Shape[Axis])
        {
            throw new ShapeException(Name, $"there are no {K} elements along axis {Axis}.", [("x", x, "")],
                Axis >= 0 && Axis < x.Shape.Rank ? $"K is 0 to {x.Shape[Axis]} here." : "Name an axis of x.");
        }

        var shape = x.Shape.With(Axis, K);
        return [new(shape, x.DType), new(shape, DType.I64)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (shape, data) = (x[0].Shape, x[0].Data);
        var step = (int)shape.RowMajorStrides()[Axis];
        var (keys, places) = (new double[shape[Axis]], new int[shape[Axis]]);
        for (var lane = 0; lane < shape.Count / Math.Max(1, shape[Axis]); lane++)
        {
            var (outer, inner) = (lane / step, lane % step);
            for (var i = 0; i < keys.Length; i++)
            {
                (keys[i], places[i]) = (data[(outer * shape[Axis] + i) * step + inner], i);
            }

            Array.Sort(places, (a, b) => Compare(keys[a], keys[b]) is var order && order != 0 ? order : a.CompareTo(b));
            for (var i = 0; i < K; i++)
            {
                var target = (outer * K + i) * step + inner;
                (y[0].Data[target], y[1].Data[target]) = (keys[places[i]], places[i]);
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d
            ? Tensor.Of(new ScatterAdd { Axis = Axis, Extent = node.Inputs[0].Shape[Axis] }, d, node.Outputs[1])
            : null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        graph.AddMany("TopK", [x[0], graph.Integers(K)], 2, ("axis", Axis), ("largest", Largest ? 1 : 0));

    private int Compare(double a, double b)
    {
        var order = double.IsNaN(a) ? (double.IsNaN(b) ? 0 : 1) : double.IsNaN(b) ? -1 : a > b ? 1 : a < b ? -1 : 0;
        return Largest ? -order : order;
    }
}

/// <summary>The fluent form of <see cref="Ops.TopK"/>.</summary>
public static class TopKOp
{
    extension(Tensor x)
    {
        /// <summary>The <paramref name="k"/> greatest (or least) elements along an axis, in order, and their places
        /// (I64); of equal ones the first. A negative axis counts from the end.</summary>
        /// <exception cref="ShapeException">There are fewer elements.</exception>
        public (Tensor Values, Tensor Places) TopK(int k, int axis = -1, bool largest = true)
        {
            var outputs = Tensor.Apply(new TopK { K = k, Axis = x.Shape.Axis(axis), Largest = largest }, x).Outputs;
            return (outputs[0], outputs[1]);
        }
    }
}
