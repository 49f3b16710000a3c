using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = eˣ</c>.</summary>
public sealed record Exp : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Exp(x);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => dy * y;

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Exp", x)];
}

/// <summary>The fluent form of <see cref="Exp"/>.</summary>
public static class ExpOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = eˣ</c>. Any shape in, the same shape out.</summary>
        public Tensor Exp() => Tensor.Of(new Exp(), x);
    }
}
