using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Elementwise function of two operands of one type, with broadcasting.</summary>
public abstract record BinaryOp : ElementwiseOp
{
    /// <summary>One element.</summary>
    protected abstract double Reference(double a, double b);

    /// <summary>Gradients of both operands at the shape of the result; null where none flows.</summary>
    protected abstract (Tensor? A, Tensor? B) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy);

    /// <inheritdoc/>
    public sealed override double Apply(double a, double b, double c) => Reference(a, b);

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        [new(Broadcast(inputs[0], inputs[1]), inputs[0].DType)];

    /// <inheritdoc/>
    public sealed override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null, null];
        var (a, b) = Gradient(node.Inputs[0], node.Inputs[1], node.Outputs[0], d);
        return [a?.SumTo(node.Inputs[0].Shape), b?.SumTo(node.Inputs[1].Shape)];
    }
}
