using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>The greatest element along axes; equal ones share the gradient.</summary>
public sealed record ReduceMax : ExtremeOp
{
    /// <inheritdoc/>
    protected internal override double Identity => double.NegativeInfinity;

    /// <inheritdoc/>
    protected internal override double Combine(double a, double b) => Math.Max(a, b);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Reduce("ReduceMax", x[0], Axes.Items, KeepAxes)];
}

/// <summary>The fluent form of <see cref="ReduceMax"/>.</summary>
public static class ReduceMaxOp
{
    extension(Tensor x)
    {
        /// <summary>The greatest element along <paramref name="axes"/>; along all of them when none is given.</summary>
        public Tensor ReduceMax(ReadOnlySpan<int> axes = default, bool keepAxes = false) =>
            Tensor.Of(new ReduceMax { Axes = ReduceOp.Normalise(x.Shape, axes), KeepAxes = keepAxes }, x);
    }
}
