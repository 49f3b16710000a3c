using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>The sum of the squares of all elements.</summary>
internal sealed record SquareSum : ReduceOp
{
    protected internal override double Identity => 0;

    protected internal override double Combine(double a, double b) => a + b;

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        foreach (var value in x[0].Data) y[0].Data[0] += value * value;
    }

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();
}
