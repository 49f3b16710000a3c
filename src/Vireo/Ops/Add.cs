using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = a + b</c>; truth values have no sum, their "or" is <see cref="Maximum"/>.</summary>
public sealed record Add : BinaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double a, double b) => a + b;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => inputs[0].DType != DType.Bool
        ? base.Infer(inputs)
        : throw new ShapeException(Name, "truth values have no sum.", [("a", inputs[0], ""), ("b", inputs[1], "")],
            "Use a.Max(b) for \"or\", or cast to a number.");

    /// <inheritdoc/>
    protected override (Tensor? A, Tensor? B) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy) =>
        (dy, dy);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Add", x)];
}
