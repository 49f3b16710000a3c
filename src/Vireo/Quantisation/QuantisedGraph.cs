using Vireo.Graph;
using Vireo.Ops;

namespace Vireo.Quantisation;

/// <summary>A network as graph in single precision that rounds where a plan in eight bits does: what is written as ONNX
/// with QuantizeLinear and DequantizeLinear, and what a plan can be compared with. Batch norm is drawn into the
/// weights; these become constants, with the numbers that the variables hold now. Both sides of a sum are rounded; a
/// plan leaves the side that it has just computed exact.</summary>
public static class QuantisedGraph
{
    /// <summary>The graph that rounds.</summary>
    /// <param name="images">The placeholder that the network begins with, and that the result begins with,
    /// too.</param>
    /// <param name="output">What it ends with, built for <see cref="Layers.Pass.Inference"/>.</param>
    /// <param name="table">Ranges, and layers that stay as they are.</param>
    public static Tensor Of(Tensor images, Tensor output, QuantisationTable table) =>
        Begin(images, output, table).Network.Output;

    /// <summary>The weights of the layers that a plan computes in eight bits, as it rounds them. Those that bytes
    /// cannot say are left out: shared ones, and any that would not be rounded to the same bytes again.</summary>
    /// <param name="images">The placeholder that the network begins with.</param>
    /// <param name="output">What it ends with, built for <see cref="Layers.Pass.Inference"/>.</param>
    /// <param name="table">Ranges, and layers that stay as they are.</param>
    public static IReadOnlyList<ByteWeights> Weights(Tensor images, Tensor output, QuantisationTable table) =>
        [.. Begin(images, output, table).Rounding.Found.Values.OfType<ByteWeights>()];

    private static (RoundedNetwork Network, ByTable Rounding) Begin(
        Tensor images, Tensor output, QuantisationTable table)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(table);
        var (capture, rounding) = (new Capture([images], [output], [], null), new ByTable(table));
        return (new(capture, rounding, table.FloatLayers), rounding);
    }

    private sealed class ByTable : IRounding
    {
        private readonly Dictionary<string, ByteScale> _scales = [];

        /// <summary>Weights as bytes, by their variable; null for those that more than one layer has, and for
        /// those that are no bytes.</summary>
        public Dictionary<Variable, ByteWeights?> Found { get; } = [];

        public ByTable(QuantisationTable table)
        {
            foreach (var range in table.Ranges) _scales[range.Value] = ByteScale.Of(range);
        }

        public bool Covers(string value) => _scales.ContainsKey(value);

        public Tensor Value(string name, Tensor x) =>
            x.FakeQuantise(Tensor.Scalar(_scales[name].Scale), _scales[name].DType);

        public IEnumerable<Tensor> Filters(
            string image, IReadOnlyList<Tensor> own, IReadOnlyList<Tensor> norm, double epsilon)
        {
            var shape = own[0].Shape;
            var weights = own[0].ToArray<float>();
            var bias = own.Count > 1 ? own[1].ToArray<float>() : new float[shape[0]];
            float[][] statistics = [.. norm.Select(n => n.ToArray<float>())];
            var channels = norm.Count > 0 ? Scales(statistics, epsilon) : [];
            if (own[0].Node.Op is Source { Variable: { } variable })
                Found[variable] = Found.ContainsKey(variable) ? null : ByteWeights.Of(variable, weights, channels);
            if (norm.Count > 0) Fold(weights, bias, statistics, channels);
            // Evaluated here: files hold the bytes, not how they came about.
            var (numbers, scales) = ByteWeights.Round(weights, shape);
            var bytes = Tensor.From<sbyte>(numbers, shape);
            var unit = Array.ConvertAll(scales, s => s * _scales[image].Scale);
            var steps = bias.Zip(
                unit, (b, u) => (int)Math.Clamp(Math.Round((double)b / u), int.MinValue, int.MaxValue));
            Shape each = [shape[0]];
            var widened = new DequantiseChannels();
            return
            [
                Tensor.Of(widened, bytes, Tensor.From<float>(scales, each)),
                Tensor.Of(widened, Tensor.From<int>([.. steps], each), Tensor.From<float>(unit, each)),
            ];
        }

        private static void Fold(float[] weights, float[] bias, float[][] norm, float[] scales)
        {
            ByteWeights.Multiply(weights, scales);
            for (var o = 0; o < bias.Length; o++) bias[o] = norm[1][o] + (bias[o] - norm[2][o]) * scales[o];
        }

        /// <summary>What a batch norm multiplies each channel with.</summary>
        private static float[] Scales(float[][] norm, double epsilon) =>
            [.. norm[0].Zip(norm[3], (gamma, variance) => gamma / MathF.Sqrt(variance + (float)epsilon))];
    }
}
