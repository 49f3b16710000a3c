using Vireo.Ops;
using Vireo.Quantisation;

namespace Vireo.Graph;

/// <summary>Stores single precision as bytes: <c>q = x · Factor</c> rounded to the nearest, ties to even, and cut off
/// at the type's limits.</summary>
internal sealed record Quantise : ElementwiseOp
{
    /// <summary><see cref="DType.U8"/> or <see cref="DType.I8"/>.</summary>
    public required DType To { get; init; }

    /// <summary>One over the scale.</summary>
    public required float Factor { get; init; }

    /// <summary>To a scale.</summary>
    public static Quantise For(ByteScale scale) => new() { To = scale.DType, Factor = 1 / scale.Scale };

    public override double Apply(double a, double b, double c) => Round((float)a * Factor, To);

    /// <summary>The nearest byte.</summary>
    public static float Round(float x, DType type)
    {
        var (low, high) = ByteScale.Limits(type);
        return Math.Clamp(MathF.Round(x, MidpointRounding.ToEven), low, high);
    }

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [new(inputs[0].Shape, To)];

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();
}
