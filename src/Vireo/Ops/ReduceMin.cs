using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>The least element along axes; equal ones share the gradient.</summary>
public sealed record ReduceMin : ExtremeOp
{
    /// <inheritdoc/>
    protected internal override double Identity => double.PositiveInfinity;

    /// <inheritdoc/>
    protected internal override double Combine(double a, double b) => Math.Min(a, b);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Reduce("ReduceMin", x[0], Axes.Items, KeepAxes)];
}

/// <summary>The fluent form of <see cref="ReduceMin"/>.</summary>
public static class ReduceMinOp
{
    extension(Tensor x)
    {
        /// <summary>The least element along <paramref name="axes"/>; along all of them when none is given.</summary>
        public Tensor ReduceMin(ReadOnlySpan<int> axes = default, bool keepAxes = false) =>
            Tensor.Of(new ReduceMin { Axes = ReduceOp.Normalise(x.Shape, axes), KeepAxes = keepAxes }, x);
    }
}
