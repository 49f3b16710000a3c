using Vireo.Ops;

namespace Vireo.Graph;

/// <summary>Weights as signed bytes, symmetric per output channel. Input: weights <c>[O, …]</c>. Outputs: the bytes,
/// and the scales <c>[O]</c>, which are the greatest magnitude of each channel over 127.</summary>
internal sealed record QuantiseWeights : Op
{
    private const double Steps = 127;

    public override string Name => "quantise_weights";

    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        [new(inputs[0].Shape, DType.I8), new([inputs[0].Shape[0]], DType.F32)];

    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (weights, bytes, scales) = (x[0].Data, y[0].Data, y[1].Data);
        var channel = weights.Length / scales.Length;
        for (var o = 0; o < scales.Length; o++)
        {
            var own = weights.AsSpan(o * channel, channel);
            var greatest = 0.0;
            foreach (var weight in own) greatest = Math.Max(greatest, Math.Abs(weight));
            // The scale as the plan stores it, so that bytes and scale belong together.
            scales[o] = greatest > 0 ? (float)(greatest / Steps) : 1;
            for (var i = 0; i < own.Length; i++)
            {
                var nearest = Math.Round(own[i] / scales[o], MidpointRounding.ToEven);
                bytes[o * channel + i] = Math.Clamp(nearest, -Steps, Steps);
            }
        }
    }

    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => throw new NotSupportedException();
}
