using Vireo.Graph;

namespace Vireo.Quantisation;

/// <summary>Weights of a convolution as signed bytes, with the greatest magnitude of every output channel:
/// <c>w ≈ byte · greatest / 127</c>. A plan in eight bits makes the same bytes and scales of these weights as of those
/// that they stand for, batch norm included, so that it computes the same numbers to the bit.</summary>
public sealed class ByteWeights
{
    private const double Steps = 127;

    private ByteWeights(Variable variable, sbyte[] bytes, float[] greatest) =>
        (Variable, Bytes, Greatest) = (variable, bytes, greatest);

    /// <summary>The variable that holds the weights.</summary>
    public Variable Variable { get; }

    /// <summary>The bytes, <c>[O, …]</c> as the weights; -127 to 127.</summary>
    public ReadOnlyMemory<sbyte> Bytes { get; }

    /// <summary>The greatest magnitude of each output channel, <c>[O]</c>.</summary>
    public ReadOnlyMemory<float> Greatest { get; }

    /// <summary>Weights that bytes stand for.</summary>
    /// <param name="bytes">The bytes, of one output channel after the other.</param>
    /// <param name="greatest">The greatest magnitude of each output channel.</param>
    /// <param name="weights">One place per byte.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Restore(ReadOnlySpan<sbyte> bytes, ReadOnlySpan<float> greatest, Span<float> weights)
    {
        if (bytes.Length != weights.Length || greatest.Length == 0 || bytes.Length % greatest.Length != 0)
        {
            throw new ArgumentException(
                $"{bytes.Length} bytes of {greatest.Length} channels for {weights.Length} weights");
        }

        var channel = bytes.Length / greatest.Length;
        for (var i = 0; i < bytes.Length; i++)
        {
            // Exact at both ends: the greatest stays what it is, and so does the scale that is made of it.
            weights[i] = (float)(bytes[i] * (double)greatest[i / channel] / Steps);
        }
    }

    /// <summary>The bytes of weights; null where a plan would not come to the same ones again.</summary>
    /// <param name="variable">Where they come from.</param>
    /// <param name="weights">Its numbers.</param>
    /// <param name="scales">What a batch norm multiplies each output channel with; empty where there is none.</param>
    internal static ByteWeights? Of(Variable variable, float[] weights, float[] scales)
    {
        if (!weights.All(float.IsFinite)) return null;
        var shape = variable.Shape;
        var channel = weights.Length / shape[0];
        var greatest = Array.ConvertAll(weights.Chunk(channel).ToArray(), own => own.Max(Math.Abs));
        var (rounded, steps) = Round(Scaled(weights, scales), shape);
        var plain = scales.Contains(0) ? Round(weights, shape).Bytes : rounded;
        var bytes = new sbyte[rounded.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            var scale = scales.Length > 0 ? scales[i / channel] : 1;
            // What a norm takes away altogether is kept for whoever asks for single precision.
            bytes[i] = scale > 0 ? rounded[i] : scale < 0 ? (sbyte)-rounded[i] : plain[i];
        }

        var restored = new float[weights.Length];
        Restore(bytes, greatest, restored);
        var (again, stepsAgain) = Round(Scaled(restored, scales), shape);
        return rounded.AsSpan().SequenceEqual(again) && steps.AsSpan().SequenceEqual(stepsAgain)
            ? new(variable, bytes, greatest)
            : null;
    }

    /// <summary>Weights <c>[O, …]</c> as bytes, with the step of each output channel, as plans compute them.</summary>
    internal static (sbyte[] Bytes, float[] Steps) Round(float[] weights, Shape shape)
    {
        var parts = Tensor.Apply(new QuantiseWeights(), Tensor.From<float>(weights, shape)).Outputs;
        return (parts[0].ToArray<sbyte>(), parts[1].ToArray<float>());
    }

    /// <summary>Multiplies each output channel with a number.</summary>
    internal static void Multiply(float[] weights, float[] scales)
    {
        var channel = weights.Length / scales.Length;
        for (var i = 0; i < weights.Length; i++) weights[i] *= scales[i / channel];
    }

    private static float[] Scaled(float[] weights, float[] scales)
    {
        var result = weights.AsSpan().ToArray();
        if (scales.Length > 0) Multiply(result, scales);
        return result;
    }
}
