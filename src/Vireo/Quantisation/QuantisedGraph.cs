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
    public static Tensor Of(Tensor images, Tensor output, QuantisationTable table)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(table);
        var capture = new Capture([images], [output], [], null);
        return new RoundedNetwork(capture, new ByTable(table), table.FloatLayers).Output;
    }

    private sealed class ByTable : IRounding
    {
        private readonly Dictionary<string, ByteScale> _scales = [];

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
            if (norm.Count > 0) Fold(weights, bias, [.. norm.Select(n => n.ToArray<float>())], epsilon);
            var parts = Tensor.Apply(new QuantiseWeights(), Tensor.From<float>(weights, shape)).Outputs;
            var scales = parts[1].ToArray<float>();
            // Evaluated here: files hold the bytes, not how they came about.
            var bytes = Tensor.From<sbyte>(parts[0].ToArray<sbyte>(), shape);
            var unit = Array.ConvertAll(scales, s => s * _scales[image].Scale);
            var steps = bias.Zip(
                unit, (b, u) => (int)Math.Clamp(Math.Round((double)b / u), int.MinValue, int.MaxValue));
            Shape channels = [shape[0]];
            var widened = new DequantiseChannels();
            return
            [
                Tensor.Of(widened, bytes, Tensor.From<float>(scales, channels)),
                Tensor.Of(widened, Tensor.From<int>([.. steps], channels), Tensor.From<float>(unit, channels)),
            ];
        }

        private static void Fold(float[] weights, float[] bias, float[][] norm, double epsilon)
        {
            var perChannel = weights.Length / bias.Length;
            for (var o = 0; o < bias.Length; o++)
            {
                var scale = norm[0][o] / MathF.Sqrt(norm[3][o] + (float)epsilon);
                foreach (ref var weight in weights.AsSpan(o * perChannel, perChannel)) weight *= scale;
                bias[o] = norm[1][o] + (bias[o] - norm[2][o]) * scale;
            }
        }
    }
}
