using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Along the last axis, <c>y = x - max - ln Σ exp(x - max)</c>.</summary>
public sealed record LogSoftmax : Op
{
    /// <inheritdoc/>
    public override string Name => "log_softmax";

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => inputs[0].Shape.Rank > 0
        ? [inputs[0]]
        : throw new ShapeException(Name, "a single number has no axis.", [("x", inputs[0], "")],
            "Pass at least a vector.");

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var length = x[0].Shape[^1];
        for (var row = 0; row < x[0].Data.Length; row += length)
        {
            var greatest = double.NegativeInfinity;
            for (var i = row; i < row + length; i++) greatest = Math.Max(greatest, x[0].Data[i]);
            var sum = 0.0;
            for (var i = row; i < row + length; i++) sum += Math.Exp(x[0].Data[i] - greatest);
            for (var i = row; i < row + length; i++) y[0].Data[i] = x[0].Data[i] - greatest - Math.Log(sum);
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => dy[0] is { } d
        ? [d - node.Outputs[0].Exp() * d.Sum([-1], keepAxes: true)]
        : [null];

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("LogSoftmax", x, ("axis", -1))];
}

/// <summary>The fluent form of <see cref="Ops.LogSoftmax"/>.</summary>
public static class LogSoftmaxOp
{
    extension(Tensor x)
    {
        /// <summary>Along an axis, <c>y = x - max - ln Σ exp(x - max)</c>; a negative axis counts from the
        /// end.</summary>
        public Tensor LogSoftmax(int axis = -1)
        {
            axis = x.Shape.Axis(axis);
            if (axis == x.Shape.Rank - 1) return Tensor.Of(new LogSoftmax(), x);
            int[] order = [.. Enumerable.Range(0, x.Shape.Rank)];
            (order[axis], order[^1]) = (order[^1], order[axis]);
            return Tensor.Of(new LogSoftmax(), x.Transpose(order)).Transpose(order);
        }
    }
}
