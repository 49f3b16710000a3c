using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = ⌊x⌋</c>; no gradient flows.</summary>
public sealed record Floor : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => Math.Floor(x);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => null;

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Floor", x)];
}

/// <summary>The fluent form of <see cref="Floor"/>.</summary>
public static class FloorOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = ⌊x⌋</c>; no gradient flows. Any shape in, the same shape out.</summary>
        public Tensor Floor() => Tensor.Of(new Floor(), x);
    }
}
