using Vireo.Layers;
using Vireo.Losses;
using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Attention, recurrent layers and alignments.</summary>
internal static class SequenceOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("scaled_dot_product_attention", Attention), ("MultiheadAttention", MultiHead),
        ("TransformerEncoderLayer", Encoder), ("TransformerDecoderLayer", Decoder),
        ("LSTM", Recurrent), ("GRU", Recurrent), ("RNN", Recurrent),
        ("LSTMCell", c => Cell(c, RecurrentCell.Lstm)), ("GRUCell", c => Cell(c, RecurrentCell.Gru)),
        ("RNNCell", RnnCell), ("ctc_loss", Ctc),
    ];

    private static Outputs Attention(OpCall call)
    {
        var (q, k, v) = (call[0], call[1], call[2]);
        var given = call.Input("bias") ?? call.Input("attn_mask") ?? call.Input("mask");
        var isMask = given?.DType == DType.Bool;
        double? scale = call.Number("scale", double.NaN) is var s && double.IsNaN(s) ? null : s;
        if (call.Number("dropout_p", 0) != 0) throw new MissingException("dropout with numbers of torch");
        if (call.Flag("enable_gqa", false)) (k, v) = (Repeated(k, q.Shape[-3]), Repeated(v, q.Shape[-3]));
        var isCausal = call.Flag("is_causal", call.Flag("causal", false));
        return q.Attention(k, v, isMask ? null : given, isMask ? given : null, isCausal, scale);
    }

    /// <summary>Heads of keys, each for several of the queries.</summary>
    private static Tensor Repeated(Tensor x, int heads)
    {
        var (n, h, s, d) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        return x.Reshape([n, h, 1, s, d]).Expand([n, h, heads / h, s, d]).Reshape([n, heads, s, d]);
    }

    private static Outputs MultiHead(OpCall call)
    {
        var isSelf = call.Flag("self_attention", call.Input("k") is null);
        var query = call.Input("q") ?? call[0];
        var key = isSelf ? query : call.Input("k") ?? query;
        var value = isSelf ? query : call.Input("v") ?? key;
        var isBatchFirst = call.Flag("batch_first", false);
        var attention = new MultiHeadAttention(new()
        {
            Width = call.Int("embed_dim", query.Shape[-1]), Heads = call.Int("num_heads", 1),
            KeyWidth = call.Int("kdim", 0), ValueWidth = call.Int("vdim", 0),
            Bias = call.Flag("bias", true), LearnedKey = call.Flag("add_bias_kv", false),
            ZeroKey = call.Flag("add_zero_attn", false), BatchFirst = isBatchFirst,
            Dropout = call.Number("dropout", 0),
        });
        call.Fill(attention, query.DType);
        var masks = Masks(call, "attn_mask", "key_padding_mask", query, key, isBatchFirst);
        var average = call.Flag("average_attn_weights", true);
        var pass = Pass.Inference();
        if (!call.Flag("need_weights", true)) return attention.Attend(query, key, value, pass, masks);
        var (y, weights) = attention.AttendWithWeights(query, key, value, pass, masks, average);

        // The fused form must agree with the one that stores probabilities: it stands in for y.
        var fused = attention.Attend(query, key, value, pass, masks);
        return new(("y", (y + fused) * 0.5), ("weights", weights));
    }

    /// <summary>Masks given as a word, as numbers among the arguments, or as an input.</summary>
    private static AttentionMasks Masks(
        OpCall call, string scores, string keys, Tensor query, Tensor key, bool isBatchFirst)
    {
        var (n, l) = isBatchFirst ? (query.Shape[0], query.Shape[1]) : (query.Shape[1], query.Shape[0]);
        var s = key.Shape[isBatchFirst ? 1 : 0];
        var isCausal = call.Text(scores, "") is "causal" || call.Flag("is_causal", false);
        Tensor? Given(string name, Shape shape)
        {
            var word = call.Text(name, "");
            if (call.Input(name) is { } input) return input;
            if (word is not ("" or "causal")) throw new MissingException($"{name} {word}");
            if (word.Length > 0 || call.Numbers(name) is not { } numbers) return null;
            var isTruth = numbers.All(v => v is 0 or 1);
            return Values.Tensor(numbers, shape, isTruth ? DType.Bool : query.DType);
        }

        return new() { Causal = isCausal, Scores = Given(scores, [l, s]), Keys = Given(keys, [n, s]) };
    }

    private static TransformerConfig Transformer(OpCall call) => new()
    {
        Width = call.Int("d_model", 0), Heads = call.Int("nhead", 1), FeedForward = call.Int("dim_feedforward", 2048),
        Dropout = call.Number("dropout", 0), NormFirst = call.Flag("norm_first", false),
        Epsilon = call.Number("layer_norm_eps", 1e-5), BatchFirst = call.Flag("batch_first", true),
        Activation = call.Text("activation", "relu") switch
        {
            "relu" => ActivationKind.Relu,
            "gelu" => ActivationKind.Gelu,
            var other => throw new MissingException($"a transformer with {other}"),
        },
    };

    private static Outputs Encoder(OpCall call)
    {
        var config = Transformer(call);
        var (layer, x) = (new TransformerEncoderLayer(config), call[0]);
        call.Fill(layer, x.DType);
        var masks = Masks(call, "src_mask", "src_key_padding_mask", x, x, config.BatchFirst);
        return layer.Encode(x, Pass.Inference(), masks);
    }

    private static Outputs Decoder(OpCall call)
    {
        var config = Transformer(call);
        var (layer, x, memory) = (new TransformerDecoderLayer(config), call[0], call[1]);
        call.Fill(layer, x.DType);
        return layer.Decode(
            x, memory, Pass.Inference(), Masks(call, "tgt_mask", "tgt_key_padding_mask", x, x, config.BatchFirst),
            Masks(call, "memory_mask", "memory_key_padding_mask", x, memory, config.BatchFirst));
    }

    private static Outputs Recurrent(OpCall call)
    {
        var x = call.Input("x") ?? call[0];
        var config = new RecurrentConfig
        {
            Inputs = call.Int("input_size", x.Shape[-1]), Width = call.Int("hidden_size", 0),
            Layers = call.Int("num_layers", 1), Bidirectional = call.Flag("bidirectional", false),
            BatchFirst = call.Flag("batch_first", false), Bias = call.Flag("bias", true),
            Dropout = call.Number("dropout", 0),
        };
        RecurrentNetwork network = call.Op switch
        {
            "LSTM" => new Lstm(config),
            "GRU" => new Gru(config),
            _ => new Rnn(config, call.Text("nonlinearity", "tanh") == "relu"),
        };
        call.Fill(network, x.DType);
        var lengths = call.Input("lengths")?.Cast(DType.I64);
        if (lengths is null && call.Numbers("lengths") is { } given)
        {
            lengths = Values.Tensor(given, [given.Length], DType.I64);
        }

        var result = network.Run(x, Pass.Inference(), call.Input("h0"), call.Input("c0"), lengths);
        return result.C is { } c
            ? new(("y", result.Y), ("hn", result.H), ("cn", c))
            : new(("y", result.Y), ("hn", result.H));
    }

    private static Outputs RnnCell(OpCall call) => Cell(
        call, call.Text("nonlinearity", "tanh") == "relu" ? RecurrentCell.Relu : RecurrentCell.Tanh);

    private static Outputs Cell(OpCall call, RecurrentCell cell)
    {
        var (x, h) = (call.Input("x") ?? call[0], call.Input("h"));
        var weights = call.Input("w_hh") ?? call.Input("weight_hh") ?? throw new MissingException("weights of a state");
        var (inputs, width) = (call.Int("input_size", x.Shape[^1]), call.Int("hidden_size", weights.Shape[1]));
        var hasBias = call.Flag("bias", true) && (call.Input("b_ih") ?? call.Input("bias_ih")) is not null;
        var step = new RecurrentStep(cell, inputs, width, hasBias);
        call.Fill(step, x.DType, ("weight_", "w_"), ("bias_", "b_"));
        var (next, c) = step.Step(x, Pass.Inference(), h, call.Input("c"));
        return c is null ? (Outputs)next : new Outputs(("h1", next), ("c1", c));
    }

    private static Outputs Ctc(OpCall call)
    {
        var losses = (call.Input("x") ?? call[0]).LogSoftmax();
        Tensor Whole(string name) => (call.Input(name) ?? throw new MissingException($"ctc_loss without {name}"))
            .Cast(DType.I64);
        return losses.Ctc(
            Whole("targets"), Whole("input_lengths"), Whole("target_lengths"), call.Int("blank", 0),
            call.Flag("zero_infinity", false), call.Text("reduction", "mean") switch
            {
                "none" => Reduction.None,
                "sum" => Reduction.Sum,
                _ => Reduction.Mean,
            });
    }
}
