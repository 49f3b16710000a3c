using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = condition ? a : b</c>, element by element, with broadcasting. Inputs: condition (Bool), a,
/// b.</summary>
public sealed record Where : ElementwiseOp
{
    /// <inheritdoc/>
    public override double Apply(double a, double b, double c) => a != 0 ? b : c;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        if (inputs[0].DType != DType.Bool)
        {
            throw new ShapeException(Name, "the condition must be truth values.",
                [("condition", inputs[0], ""), ("a", inputs[1], ""), ("b", inputs[2], "")],
                "Compare something: (x > 0).Where(a, b).");
        }

        var values = new TensorSpec(Broadcast(inputs[1], inputs[2]), inputs[1].DType);
        return [new(Broadcast(inputs[0], values, sameType: false), values.DType)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        if (dy[0] is not { } d) return [null, null, null];
        var condition = node.Inputs[0];
        var zero = Tensor.Scalar(0, d.DType);
        return
        [
            null,
            condition.Where(d, zero).SumTo(node.Inputs[1].Shape),
            condition.Where(zero, d).SumTo(node.Inputs[2].Shape),
        ];
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Where", x)];
}

/// <summary>The fluent form of <see cref="Ops.Where"/>.</summary>
public static class WhereOp
{
    extension(Tensor condition)
    {
        /// <summary><c>y = condition ? a : b</c>, with broadcasting.</summary>
        public Tensor Where(Tensor a, Tensor b) => Tensor.Of(new Where(), condition, a, b);
    }
}
