using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>The error function, <c>y = 2/√π ∫₀ˣ e^(-t²) dt</c>.</summary>
public sealed record Erf : UnaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double x) => SpecialFunctions.Erf(x);

    /// <inheritdoc/>
    protected override Tensor? Gradient(Tensor x, Tensor y, Tensor dy) =>
        dy * (-(x * x)).Exp() * (2 / Math.Sqrt(Math.PI));

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Erf", x)];
}

/// <summary>The fluent form of <see cref="Erf"/>.</summary>
public static class ErfOp
{
    extension(Tensor x)
    {
        /// <summary>The error function, <c>y = 2/√π ∫₀ˣ e^(-t²) dt</c>. Any shape in, the same shape out.</summary>
        public Tensor Erf() => Tensor.Of(new Erf(), x);
    }
}
