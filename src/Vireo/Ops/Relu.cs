using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = max(x, 0)</c>; the gradient at zero is zero.</summary>
/// <remarks>Glorot, Bordes, Bengio 2011, "Deep sparse rectifier neural networks".</remarks>
public sealed record Relu : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => x > 0 || double.IsNaN(x) ? x : 0;

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => (y > 0).Where(dy, Tensor.Scalar(0, dy.DType));

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Relu", x)];
}

/// <summary>The fluent form of <see cref="Relu"/>.</summary>
public static class ReluOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = max(x, 0)</c>; the gradient at zero is zero. Any shape in, the same shape out.</summary>
        public Tensor Relu() => Tensor.Of(new Relu(), x);
    }
}
