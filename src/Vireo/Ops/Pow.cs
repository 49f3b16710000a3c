using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary><c>y = a^b</c>, element by element. The gradient of b is zero where a is zero and b is not
/// negative.</summary>
public sealed record Pow : BinaryOp
{
    /// <inheritdoc/>
    protected override double Reference(double a, double b) => Math.Pow(a, b);

    /// <inheritdoc/>
    protected override (Tensor? A, Tensor? B) Gradient(Tensor a, Tensor b, Tensor y, Tensor dy)
    {
        var (zero, one) = (Tensor.Scalar(0, a.DType), Tensor.Scalar(1, a.DType));
        var isConstant = b.IsEqualTo(zero);
        var isFlat = a.IsEqualTo(zero).Min(b.IsAtLeast(zero));
        return (
            isConstant.Where(zero, dy * b * a.Pow(b - one)),
            isFlat.Where(zero, dy * y * isFlat.Where(one, a).Log()));
    }

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x) => [graph.Add("Pow", x)];
}

/// <summary>The fluent form of <see cref="Ops.Pow"/>.</summary>
public static class PowOp
{
    extension(Tensor a)
    {
        /// <summary><c>y = a^b</c>, element by element, with broadcasting.</summary>
        public Tensor Pow(Tensor b) => Tensor.Of(new Pow(), a, b);
    }
}
