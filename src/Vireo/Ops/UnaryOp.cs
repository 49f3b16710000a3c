using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Elementwise function of one operand; shape and type stay.</summary>
public abstract record UnaryOp : ElementwiseOp
{
    /// <summary>One element.</summary>
    protected abstract double Reference(double x);

    /// <summary>Gradient of the operand.</summary>
    /// <param name="x">The operand.</param>
    /// <param name="y">The result.</param>
    /// <param name="dy">The result's gradient.</param>
    protected abstract Tensor? Gradient(Tensor x, Tensor y, Tensor dy);

    /// <inheritdoc/>
    public sealed override double Apply(double a, double b, double c) => Reference(a);

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public sealed override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) =>
        [dy[0] is { } d ? Gradient(node.Inputs[0], node.Outputs[0], d) : null];
}
