using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>What the gradients of softmax and its logarithm share: two operands of one shape, each row along the last
/// axis by itself.</summary>
public abstract record RowSoftmaxBackward : Op
{
    /// <inheritdoc/>
    public sealed override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        inputs[0] == inputs[1] && inputs[0].Shape.Rank > 0
            ? [inputs[0]]
            : throw new ShapeException(Name, "the operands differ.", [("y", inputs[0], ""), ("dy", inputs[1], "")],
                "The gradient has the shape and type of the result.");

    /// <inheritdoc/>
    public sealed override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var length = x[0].Shape[^1];
        for (var row = 0; row < x[0].Data.Length; row += length)
        {
            Row(x[0].Data.AsSpan(row, length), x[1].Data.AsSpan(row, length), y[0].Data.AsSpan(row, length));
        }
    }

    /// <inheritdoc/>
    public sealed override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } g) return [null, null];
        var (a, b) = Gradient(node.Inputs[0], node.Inputs[1], g);
        return [a, b];
    }

    /// <summary>Computes a row.</summary>
    protected abstract void Row(ReadOnlySpan<double> y, ReadOnlySpan<double> dy, Span<double> dx);

    /// <summary>Gradients of both operands from that of the result.</summary>
    protected abstract (Tensor Y, Tensor Dy) Gradient(Tensor y, Tensor dy, Tensor g);
}
