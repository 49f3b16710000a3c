using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = ln(1 + x)</c>, precise near zero too.</summary>
public sealed record Log1p : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x)
    {
        // What 1 + x loses by rounding, the quotient makes good (Kahan).
        var sum = 1 + x;
        return sum == 1 || double.IsPositiveInfinity(x) ? x : Math.Log(sum) * (x / (sum - 1));
    }

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) => dy / (x + 1);

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        // What 1 + x loses by rounding is made good: ln(1 + x) = ln u + (x - (u - 1)) / u with u = 1 + x rounded.
        var one = graph.Scalar(1, node.Inputs[0].DType);
        var sum = graph.Add("Add", [x[0], one]);
        var lost = graph.Add("Sub", [x[0], graph.Add("Sub", [sum, one])]);
        return [graph.Add("Add", [graph.Add("Log", sum), graph.Add("Div", [lost, sum])])];
    }
}

/// <summary>The fluent form of <see cref="Log1p"/>.</summary>
public static class Log1pOp
{
    extension(Tensor x)
    {
        /// <summary><c>y = ln(1 + x)</c>, precise near zero too. Any shape in, the same shape out.</summary>
        public Tensor Log1p() => Tensor.Of(new Log1p(), x);
    }
}
