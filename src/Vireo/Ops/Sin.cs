using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = sin x</c>.</summary>
public sealed record Sin : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Sin(x);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => dy * x.Cos();

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Sin", x)];
}

/// <summary>The fluent form of <see cref="Sin"/>.</summary>
public static class SinOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = sin x</c>. Any shape in, the same shape out.</summary>
        public Tensor Sin() => Tensor.Of(new Sin(), x);
    }
}
