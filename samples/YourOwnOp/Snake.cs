using Vireo;
using Vireo.Graph;
using Vireo.Ops;
using Vireo.Ops.Onnx;

namespace YourOwnOp;

/// <summary><c>y = x + sin²(Alpha · x) / Alpha</c>: Ziyin, Hartwig, Ueda 2020, arXiv:2006.08195.</summary>
public sealed record Snake : UnaryOp
{
    /// <summary>How fast it winds.</summary>
    public double Alpha { get; init; } = 1;

    protected override double Reference(double x) => x + Math.Pow(Math.Sin(Alpha * x), 2) / Alpha;

    protected override Tensor Gradient(Tensor x, Tensor y, Tensor dy) => dy * (1 + (2 * Alpha * x).Sin());

    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var alpha = graph.Scalar(Alpha, node.Inputs[0].DType);
        var sine = graph.Add("Sin", graph.Add("Mul", [x[0], alpha]));
        var wave = graph.Add("Div", [graph.Add("Mul", [sine, sine]), alpha]);
        return [graph.Add("Add", [x[0], wave])];
    }
}
