using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>Sum along axes.</summary>
public sealed record Sum : ReduceOp
{
    /// <inheritdoc/>
    protected internal override double Identity => 0;

    /// <inheritdoc/>
    protected internal override double Combine(double a, double b) => a + b;

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var shape = node.Inputs[0].Shape;
        return [dy[0]?.Reshape(Kept(shape)).Expand(shape)];
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) =>
        [graph.Reduce("ReduceSum", x[0], Axes.Items, KeepAxes)];
}

/// <summary>The fluent forms of <see cref="Ops.Sum"/> and of what is composed from it.</summary>
public static class SumOp
{
    extension(Tensor x)
    {
        /// <summary>Sum along <paramref name="axes"/>; along all of them when none is given.</summary>
        public Tensor Sum(ReadOnlySpan<int> axes = default, bool keepAxes = false) =>
            Tensor.Of(new Sum { Axes = ReduceOp.Normalise(x.Shape, axes), KeepAxes = keepAxes }, x);

        /// <summary>Mean along <paramref name="axes"/>; along all of them when none is given.</summary>
        public Tensor Mean(ReadOnlySpan<int> axes = default, bool keepAxes = false)
        {
            var sum = x.Sum(axes, keepAxes);
            return sum * ((double)sum.Shape.Count / x.Shape.Count);
        }
    }
}
