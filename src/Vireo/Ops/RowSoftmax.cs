using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>What softmax and its logarithm share: each row along the last axis by itself, shifted by its greatest
/// element so that nothing overflows.</summary>
public abstract record RowSoftmax : Op
{
    /// <inheritdoc/>
    public sealed override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => inputs[0].Shape.Rank > 0
        ? [inputs[0]]
        : throw new ShapeException(Name, "a single number has no axis.", [("x", inputs[0], "")],
            "Pass at least a vector.");

    /// <inheritdoc/>
    public sealed override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var length = x[0].Shape[^1];
        for (var row = 0; row < x[0].Data.Length; row += length)
        {
            var greatest = double.NegativeInfinity;
            for (var i = row; i < row + length; i++) greatest = Math.Max(greatest, x[0].Data[i]);
            var sum = 0.0;
            for (var i = row; i < row + length; i++) sum += Math.Exp(x[0].Data[i] - greatest);
            for (var i = row; i < row + length; i++) y[0].Data[i] = Result(x[0].Data[i] - greatest, sum);
        }
    }

    /// <inheritdoc/>
    public sealed override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? Tensor.Of(Backward, node.Outputs[0], d) : null];

    /// <summary>One element, from its distance to the greatest and the sum of all exponentials of those.</summary>
    protected abstract double Result(double shifted, double sum);

    /// <summary>The op of the gradient: of the result and its gradient.</summary>
    protected abstract Op Backward { get; }

    /// <summary>Applies such an op along any axis.</summary>
    internal static Tensor Along(int axis, RowSoftmax op, Tensor x)
    {
        axis = x.Shape.Axis(axis);
        var last = x.Shape.Rank - 1;
        return AxisOrder.Swapped(Tensor.Of(op, AxisOrder.Swapped(x, axis, last)), axis, last);
    }
}
