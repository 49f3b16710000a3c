using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = ln x</c>.</summary>
public sealed record Log : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Log(x);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => dy / x;

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Log", x)];
}

/// <summary>The fluent form of <see cref="Log"/>.</summary>
public static class LogOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = ln x</c>. Any shape in, the same shape out.</summary>
        public Tensor Log() => Tensor.Of(new Log(), x);
    }
}
