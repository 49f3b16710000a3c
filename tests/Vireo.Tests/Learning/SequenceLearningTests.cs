using Vireo.Graph;
using Vireo.Layers;
using Vireo.Losses;
using Vireo.Native;
using Vireo.Ops;
using Vireo.Optimizers;

namespace Vireo.Tests.Learning;

/// <summary>Tiny tasks whose optimum is known: a loss of zero, and no mistake on samples never seen. They run on one
/// thread: a team that waits by spinning is slow on a busy machine.</summary>
[Collection("thread count")]
public sealed class SequenceLearningTests : IDisposable
{
    private const int Batch = 32;

    private readonly int _threads = Workers.Count;

    public SequenceLearningTests() => Workers.Count = 1;

    public void Dispose() => Workers.Count = _threads;

    private static CompiledStep Training(Module model, Tensor loss, double rate, params Tensor[] data)
    {
        var adam = new Adam();
        adam.Rate.Set([rate]);
        var parameters = model.Parameters.ToList();
        var gradients = Gradients.Of(loss, [.. parameters.Select(p => p.Variable.Value)]);
        var updates = adam.Step([.. parameters.Select((p, i) => (p.Path, p.Variable, gradients[i]))]);
        return Engine.Compile(data, [loss], updates, guard: loss);
    }

    /// <summary>Steps until the loss stays below a bound; the last loss.</summary>
    private static double Learn(int most, double below, Func<double> step)
    {
        var (loss, good) = (double.NaN, 0);
        for (var i = 0; i < most && good < 5; i++)
        {
            loss = step();
            good = loss < below ? good + 1 : 0;
        }

        return loss;
    }

    private static int[] Best(Tensor scores)
    {
        return [.. scores.ToDoubles().Chunk(scores.Shape[^1]).Select(row => Array.IndexOf(row, row.Max()))];
    }

    [Fact]
    public void Attention_learns_to_reverse_a_sequence()
    {
        const int Length = 6, Symbols = 7;
        var model = new Reverser(Length, Symbols);
        model.Initialise(new Rng(1));
        var tokens = Tensor.Placeholder([Batch, Length], DType.I64);
        var wanted = Tensor.Placeholder([Batch * Length], DType.I64);
        var scores = model.Call(tokens, Pass.Training()).Reshape([Batch * Length, Symbols]);
        var step = Training(model, scores.CrossEntropy(wanted), 0.005, tokens, wanted);
        var rng = new Rng(2);
        (Tensor, Tensor) Draw()
        {
            var symbols = new long[Batch * Length];
            for (var i = 0; i < symbols.Length; i++) symbols[i] = rng.Below(Symbols);
            var reversed = symbols.Select((_, i) => symbols[i / Length * Length + Length - 1 - i % Length]).ToArray();
            return (Tensor.From(symbols, [Batch, Length]), Tensor.From(reversed, [Batch * Length]));
        }

        var loss = Learn(800, 0.01, () =>
        {
            var (x, y) = Draw();
            return step.Run(x, y)[0].ToScalar();
        });

        Assert.True(loss < 0.01, $"loss {loss}");
        var (fresh, truth) = Draw();
        Assert.Equal(truth.ToDoubles(), Best(model.Call(fresh, Pass.Inference())).Select(c => (double)c));
    }

    [Fact]
    public void An_lstm_learns_the_parity_of_bit_strings_of_any_length()
    {
        const int Steps = 10;
        var model = new Parity();
        model.Initialise(new Rng(3));
        var bits = Tensor.Placeholder([Batch, Steps, 1]);
        var lengths = Tensor.Placeholder([Batch], DType.I64);
        var wanted = Tensor.Placeholder([Batch * Steps], DType.I64);
        var loss = model.EveryStep(bits, lengths, Pass.Training()).CrossEntropy(wanted, ignored: -1);
        var step = Training(model, loss, 0.02, bits, lengths, wanted);
        var rng = new Rng(4);
        (Tensor Bits, Tensor Lengths, Tensor Wanted, double[] Parity) Draw()
        {
            var (x, n, y) = (new float[Batch * Steps], new long[Batch], new long[Batch * Steps]);
            var parity = new double[Batch];
            for (var i = 0; i < y.Length; i++)
            {
                var (sequence, t) = (i / Steps, i % Steps);
                if (t == 0) n[sequence] = 1 + rng.Below(Steps);
                var bit = rng.Below(2);
                x[i] = bit;
                if (t < n[sequence]) parity[sequence] = (parity[sequence] + bit) % 2;
                y[i] = t < n[sequence] ? (long)parity[sequence] : -1;
            }

            var drawn = (Tensor.From(x, [Batch, Steps, 1]), Tensor.From(n, [Batch]));
            return (drawn.Item1, drawn.Item2, Tensor.From(y, [Batch * Steps]), parity);
        }

        var last = Learn(1500, 0.01, () =>
        {
            var drawn = Draw();
            return step.Run(drawn.Bits, drawn.Lengths, drawn.Wanted)[0].ToScalar();
        });

        Assert.True(last < 0.01, $"loss {last}");
        var fresh = Draw();
        var found = Best(model.AtTheEnd(fresh.Bits, fresh.Lengths, Pass.Inference()));
        Assert.Equal(fresh.Parity, found.Select(c => (double)c));
    }

    [Fact]
    public void A_network_trained_with_ctc_finds_labels_whose_places_nobody_told()
    {
        const int Steps = 16, Letters = 3, Most = 4;
        var model = new Speller(Letters);
        model.Initialise(new Rng(5));
        var frames = Tensor.Placeholder([Steps, Batch, Letters]);
        var labels = Tensor.Placeholder([Batch, Most], DType.I64);
        var steps = Tensor.Placeholder([Batch], DType.I64);
        var counts = Tensor.Placeholder([Batch], DType.I64);
        var loss = model.Call(frames, Pass.Training()).LogSoftmax().Ctc(labels, steps, counts);
        var step = Training(model, loss, 0.01, frames, labels, steps, counts);
        var rng = new Rng(6);
        var texts = new List<int>[Batch];
        Tensor[] Draw()
        {
            var (x, y) = (new float[Steps * Batch * Letters], new long[Batch * Most]);
            for (var i = 0; i < x.Length; i++) x[i] = rng.Uniform(-0.3f, 0.3f);
            for (var n = 0; n < Batch; n++)
            {
                // Every letter sounds for one or two steps, with silence of one or two before it.
                texts[n] = [];
                var t = 1 + rng.Below(2);
                for (var k = 1 + rng.Below(Most); k > 0; k--, t += 1 + rng.Below(2))
                {
                    var letter = rng.Below(Letters);
                    y[n * Most + texts[n].Count] = letter + 1;
                    texts[n].Add(letter + 1);
                    for (var sounds = 1 + rng.Below(2); sounds > 0; sounds--, t++)
                    {
                        x[(t * Batch + n) * Letters + letter] += 1;
                    }
                }
            }

            var all = Enumerable.Repeat((long)Steps, Batch).ToArray();
            var ends = texts.Select(text => (long)text.Count).ToArray();
            return
            [
                Tensor.From(x, [Steps, Batch, Letters]), Tensor.From(y, [Batch, Most]), Tensor.From(all, [Batch]),
                Tensor.From(ends, [Batch]),
            ];
        }

        var last = Learn(800, 0.02, () => step.Run(Draw())[0].ToScalar());

        Assert.True(last < 0.02, $"loss {last}");
        var fresh = Draw();
        Assert.Equal(texts.Select(t => t.ToArray()), CtcDecoding.Greedy(model.Call(fresh[0], Pass.Inference())));
    }

    private sealed class Reverser : Module
    {
        private readonly Embedding _symbols;
        private readonly Embedding _places;
        private readonly TransformerEncoderLayer _layer;
        private readonly Linear _head;

        public Reverser(int length, int symbols)
        {
            _symbols = Own("symbols", new Embedding(symbols, 24));
            _places = Own("places", new Embedding(length, 24));
            var config = new TransformerConfig { Width = 24, Heads = 2, FeedForward = 48, Dropout = 0 };
            _layer = Own("layer", new TransformerEncoderLayer(config));
            _head = Own("head", new Linear(24, symbols));
        }

        protected override Tensor Forward(Tensor x, Pass pass)
        {
            var places = _places.Call(Tensor.Of(new Iota { Count = x.Shape[1] }), pass);
            return _head.Call(_layer.Call(_symbols.Call(x, pass) + places, pass), pass);
        }
    }

    private sealed class Parity : Module
    {
        private readonly Lstm _lstm;
        private readonly Linear _head;

        public Parity()
        {
            _lstm = Own("lstm", new Lstm(new() { Inputs = 1, Width = 12 }));
            _head = Own("head", new Linear(12, 2));
        }

        public Tensor EveryStep(Tensor x, Tensor lengths, Pass pass) =>
            _head.Call(_lstm.Run(x, pass, lengths: lengths).Y, pass).Reshape([-1, 2]);

        public Tensor AtTheEnd(Tensor x, Tensor lengths, Pass pass) =>
            _head.Call(_lstm.Run(x, pass, lengths: lengths).H, pass).Reshape([-1, 2]);

        protected override Tensor Forward(Tensor x, Pass pass) => _head.Call(_lstm.Call(x, pass), pass);
    }

    private sealed class Speller : Module
    {
        private readonly Gru _gru;
        private readonly Linear _head;

        public Speller(int letters)
        {
            var config = new RecurrentConfig { Inputs = letters, Width = 12, Bidirectional = true, BatchFirst = false };
            _gru = Own("gru", new Gru(config));
            _head = Own("head", new Linear(24, letters + 1));
        }

        protected override Tensor Forward(Tensor x, Pass pass) => _head.Call(_gru.Call(x, pass), pass);
    }
}
