using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>What a division leaves, with the sign of the dividend: <c>y = a - b · trunc(a / b)</c>.</summary>
public sealed record Modulo : BinaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double a, double b) => a % b;

    /// <inheritdoc/>
    protected override (Tensor? A, Tensor? B) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy)
    {
        // The quotient without its rest is whole but for rounding.
        var quotient = ((a - y) / b + 0.5).Floor().Detach();
        return (dy, -dy * quotient);
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Mod", x, ("fmod", 1))];
}

/// <summary>The fluent form of <see cref="Ops.Modulo"/>.</summary>
public static class ModuloOp
{
    extension(Tensor a)
    {
        /// <summary>What a division leaves, with the sign of the dividend; with broadcasting.</summary>
        public Tensor Modulo(Tensor b) => Tensor.Of(new Modulo(), a, b);
    }
}
