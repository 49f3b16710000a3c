using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Along the last axis, <c>y = x - max - ln Σ exp(x - max)</c>.</summary>
public sealed record LogSoftmax : RowSoftmax
{
    /// <inheritdoc/>
    public override string Name => "log_softmax";

    /// <inheritdoc/>
    protected override double Result(double shifted, double sum) => shifted - Math.Log(sum);

    /// <inheritdoc/>
    protected override Op Backward => new LogSoftmaxBackward();

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("LogSoftmax", x, ("axis", -1))];
}

/// <summary>The fluent form of <see cref="Ops.LogSoftmax"/>.</summary>
public static class LogSoftmaxOp
{
    extension(Tensor x)
    {
        /// <summary>Along an axis, <c>y = x - max - ln Σ exp(x - max)</c>; a negative axis counts from the
        /// end.</summary>
        public Tensor LogSoftmax(int axis = -1) => RowSoftmax.Along(axis, new LogSoftmax(), x);
    }
}
