using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = a &gt; b</c> as truth value; no gradient flows.</summary>
public sealed record Greater : BinaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double a, double b) => a > b ? 1 : 0;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        [new(Broadcast(inputs[0], inputs[1]), DType.Bool)];

    /// <inheritdoc/>
    protected override (Tensor? A, Tensor? B) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) =>
        (null, null);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => node.Inputs[0].DType == DType.Bool
        ? [graph.Add("Greater", [graph.Cast(x[0], DType.I32), graph.Cast(x[1], DType.I32)])]
        : [graph.Add("Greater", x)];
}

/// <summary>The fluent form of <see cref="Greater"/>.</summary>
public static class GreaterOp
{
    extension(Tensor a)
    {
        /// <summary><c>y = a &gt; b</c> as truth value; no gradient flows. With broadcasting.</summary>
        public Tensor IsGreaterThan(Tensor b) => Tensor.Of(new Greater(), a, b);
    }
}
