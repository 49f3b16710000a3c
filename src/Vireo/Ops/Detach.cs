using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = x</c>; no gradient flows.</summary>
public sealed record Detach : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => x;

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => null;

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Identity", x)];
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
