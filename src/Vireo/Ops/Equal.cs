using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = (a = b)</c> as truth value; no gradient flows.</summary>
public sealed record Equal : BinaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double a, double b) => a == b ? 1 : 0;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        [new(Broadcast(inputs[0], inputs[1]), DType.Bool)];

    /// <inheritdoc/>
    protected override (Tensor? A, Tensor? B) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) =>
        (null, null);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Equal", x)];
}

/// <summary>The fluent form of <see cref="Equal"/>.</summary>
public static class EqualOp
{
    extension(Tensor a)
    {
        /// <summary><c>y = (a = b)</c> as truth value; no gradient flows. With broadcasting.</summary>
        public Tensor IsEqualTo(Tensor b) => Tensor.Of(new Equal(), a, b);
    }
}
