using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Along the last axis, <c>y = exp(x - max) / Σ exp(x - max)</c>.</summary>
public sealed record Softmax : RowSoftmax
{
    /// <inheritdoc/>
    public override string Name => "softmax";

    /// <inheritdoc/>
    protected override double Result(double shifted, double sum) => Math.Exp(shifted) / sum;

    /// <inheritdoc/>
    protected override Op Backward => new SoftmaxBackward();

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Softmax", x, ("axis", -1))];
}

/// <summary>The fluent form of <see cref="Ops.Softmax"/>.</summary>
public static class SoftmaxOp
{
    extension(Tensor x)
    {
        /// <summary>Along an axis, <c>y = exp(x - max) / Σ exp(x - max)</c>; a negative axis counts from the
        /// end.</summary>
        public Tensor Softmax(int axis = -1) => RowSoftmax.Along(axis, new Softmax(), x);
    }
}
