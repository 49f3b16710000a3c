using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>Makes single precision of bytes: <c>x = q · Scale</c>.</summary>
internal sealed record Dequantise : ElementwiseOp
{
    /// <summary>Of a step.</summary>
    public required float Scale { get; init; }

    public override double Apply(double a, double b, double c) => (float)a * Scale;

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(inputs[0].Shape, DType.F32)];

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();
}
