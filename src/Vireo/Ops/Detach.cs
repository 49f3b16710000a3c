namespace Vireo.Ops;

/// <summary><c>y = x</c>; no gradient flows.</summary>
public sealed record Detach : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => x;

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => null;
}

/// <summary>The fluent form of <see cref="Detach"/>.</summary>
public static class DetachOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = x</c>, through which no gradient flows. Any shape in, the same shape out.</summary>
        public Tensor Detach() => Tensor.Of(new Detach(), x);
    }
}
