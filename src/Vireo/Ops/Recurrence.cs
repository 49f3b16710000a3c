using Vireo.Graph;
using Vireo.Ops.Onnx;

namespace Vireo.Ops;

/// <summary>One layer and direction of a recurrent network over a whole sequence, G gates. Inputs: x <c>[T, N, I]</c>,
/// weights <c>[G·H, I]</c> and <c>[G·H, H]</c>, biases <c>[G·H]</c> of either, the state at the start h <c>[N, H]</c>,
/// for an LSTM c <c>[N, H]</c>, and with <see cref="HasLengths"/> the lengths <c>[N]</c> (I64). Outputs: h of every
/// step <c>[T, N, H]</c>, zero past the end of a sequence, h at the end <c>[N, H]</c> and, for an LSTM, c at the
/// end.</summary>
/// <remarks>The graph does not grow with T. Going in reverse starts at the last step of every sequence. Weights are
/// laid out as PyTorch's.</remarks>
public sealed record Recurrence : Op
{
    /// <summary>The step.</summary>
    public required RecurrentCell Cell { get; init; }

    /// <summary>Whether the sequence is read from its end.</summary>
    public bool Reverse { get; init; }

    /// <summary>Whether sequences have lengths of their own.</summary>
    public bool HasLengths { get; init; }

    /// <inheritdoc/>
    public override string Name => $"{Cell} sequence".ToLowerInvariant();

    /// <summary>Blocks of rows of the weights.</summary>
    public int Gates => GatesOf(Cell);

    /// <summary>Whether there is a second state, c.</summary>
    public bool HasCell => Cell == RecurrentCell.Lstm;

    /// <summary>Inputs without the lengths.</summary>
    internal int States => HasCell ? 7 : 6;

    /// <summary>Blocks of rows of the weights of a cell.</summary>
    public static int GatesOf(RecurrentCell cell) => cell switch
    {
        RecurrentCell.Lstm => 4,
        RecurrentCell.Gru => 3,
        _ => 1,
    };

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, w) = (inputs[0].Shape, inputs[2].Shape);
        if (x.Rank != 3 || w.Rank != 2 || w[0] != Gates * w[1])
        {
            throw Misfit(inputs, "the sequence has three axes, and the weights of the state are G·H by H.",
                $"A {Cell} has {Gates} gate{(Gates == 1 ? "" : "s")}.");
        }

        var (n, h) = (x[1], w[1]);
        List<Shape> expected = [x, [Gates * h, x[2]], w, [Gates * h], [Gates * h], [n, h]];
        if (HasCell) expected.Add([n, h]);
        for (var i = 0; i < expected.Count; i++)
        {
            if (inputs[i].Shape != expected[i] || inputs[i].DType != inputs[0].DType)
            {
                throw Misfit(inputs, $"{OperandName(i)} must be {inputs[0].DType}{expected[i]}.",
                    $"There are {n} sequences of vectors of {x[2]} numbers, and {h} in a state.");
            }
        }

        if (HasLengths && inputs[^1] != new TensorSpec([n], DType.I64))
        {
            throw Misfit(inputs, $"the lengths must be I64[{n}].", "Give one length for each sequence.");
        }

        var state = new TensorSpec([n, h], inputs[0].DType);
        var all = new TensorSpec([x[0], n, h], inputs[0].DType);
        return HasCell ? [all, state, state] : [all, state];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var loop = new RecurrenceLoop(this, x);
        for (var n = 0; n < loop.N; n++)
        {
            loop.Forward(n);
            for (var s = 0; s < loop.Length(n); s++)
            {
                Array.Copy(loop.H[s + 1], 0, y[0].Data, (loop.Time(n, s) * loop.N + n) * loop.Width, loop.Width);
            }

            Array.Copy(loop.H[loop.Length(n)], 0, y[1].Data, n * loop.Width, loop.Width);
            if (HasCell) Array.Copy(loop.C[loop.Length(n)], 0, y[2].Data, n * loop.Width, loop.Width);
        }
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy)
    {
        var gradients = new Tensor?[node.Inputs.Count];
        var arriving = new Tensor[node.Outputs.Length];
        for (var i = 0; i < arriving.Length; i++)
        {
            arriving[i] = dy[i] ?? Tensor.Full(0, node.Outputs[i].Shape, node.Outputs[i].DType);
        }

        var back = Tensor.Apply(new RecurrenceBackward { Forward = this }, [.. node.Inputs, .. arriving]);
        back.Outputs.CopyTo(gradients, 0);
        return gradients;
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        (long)inputs[0].Shape[0] * inputs[0].Shape[1] * (inputs[1].Shape.Count + inputs[2].Shape.Count);

    /// <summary>What a length must be.</summary>
    /// <exception cref="BadDataException">It is negative or exceeds the extent.</exception>
    internal static int RequireLength(long length, int extent, int sequence) => length >= 0 && length <= extent
        ? (int)length
        : throw new BadDataException("VIR5102", $"length {length} of sequence {sequence} leaves the {extent} steps; "
            + "pad the batch to its longest sequence.");

    /// <inheritdoc/>
    public override string[] Onnx(OnnxGraph graph, Node node, string[] x)
    {
        var width = node.Inputs[2].Shape[1];
        var w = graph.Add("Unsqueeze", [Reordered(graph, x[1], width), graph.Integers(0)]);
        var r = graph.Add("Unsqueeze", [Reordered(graph, x[2], width), graph.Integers(0)]);
        var biases = graph.Add("Concat", [Reordered(graph, x[3], width), Reordered(graph, x[4], width)], ("axis", 0L));
        var b = graph.Add("Unsqueeze", [biases, graph.Integers(0)]);
        var lengths = HasLengths ? graph.Cast(x[^1], DType.I32) : "";
        var inputs = new List<string> { x[0], w, r, b, lengths, graph.Add("Unsqueeze", [x[5], graph.Integers(0)]) };
        if (HasCell) inputs.Add(graph.Add("Unsqueeze", [x[6], graph.Integers(0)]));
        var attributes = new List<OnnxAttribute> { ("hidden_size", (long)width) };
        if (Reverse) attributes.Add(("direction", "reverse"));
        if (Cell == RecurrentCell.Gru) attributes.Add(("linear_before_reset", 1L));
        if (Cell == RecurrentCell.Relu) attributes.Add(("activations", new[] { "Relu" }));
        var type = Cell switch { RecurrentCell.Lstm => "LSTM", RecurrentCell.Gru => "GRU", _ => "RNN" };
        var outputs = graph.AddMany(type, [.. inputs], HasCell ? 3 : 2, [.. attributes]);

        // The axis of directions, of which there is one, stands behind the steps.
        string[] results = [.. outputs.Select((y, i) => graph.Add("Squeeze", [y, graph.Integers(i == 0 ? 1 : 0)]))];
        if (!HasLengths) return results;

        // Sequences of no steps end as they began; ONNX Runtime would say zero.
        var isEmpty = graph.Add("Equal", [x[^1], graph.Scalar(0, DType.I64)]);
        var column = graph.Add("Unsqueeze", [isEmpty, graph.Integers(1)]);
        for (var i = 1; i < results.Length; i++) results[i] = graph.Add("Where", [column, x[4 + i], results[i]]);
        return results;
    }

    /// <summary>Rows of weights in the order of ONNX: i, o, f, g for an LSTM, z, r, n for a GRU.</summary>
    private string Reordered(OnnxGraph graph, string weights, int width)
    {
        int[] order = Cell switch
        {
            RecurrentCell.Lstm => [0, 3, 1, 2],
            RecurrentCell.Gru => [1, 0, 2],
            _ => [0],
        };
        if (order.Length == 1) return weights;
        int[] blocks = [.. order.Select(_ => width)];
        var parts = graph.AddMany("Split", [weights, graph.Integers(blocks)], order.Length, ("axis", 0L));
        return graph.Add("Concat", [.. order.Select(i => parts[i])], ("axis", 0L));
    }

    private static string OperandName(int input) => input switch
    {
        0 => "x", 1 => "w_ih", 2 => "w_hh", 3 => "b_ih", 4 => "b_hh", 5 => "h", 6 => "c", _ => "lengths",
    };

    private ShapeException Misfit(ReadOnlySpan<TensorSpec> inputs, string problem, string fix)
    {
        string[] axes = ["T, N, I", "G·H, I", "G·H, H", "G·H", "G·H", "N, H", "N, H", "N"];
        var operands = new List<(string, TensorSpec, string)>();
        for (var i = 0; i < inputs.Length; i++)
        {
            var kind = i < States ? i : 7;
            operands.Add((OperandName(kind), inputs[i], axes[kind]));
        }

        return new(Name, problem, operands, fix);
    }
}

/// <summary>The fluent form of <see cref="Ops.Recurrence"/>.</summary>
public static class RecurrenceOp
{
    extension(Tensor x)
    {
        /// <summary>One layer and direction of a recurrent network over <c>[T, N, I]</c>; see
        /// <see cref="Ops.Recurrence"/>.</summary>
        /// <param name="cell">The step.</param>
        /// <param name="weights">Weights of input and state, and their biases.</param>
        /// <param name="h">The state at the start.</param>
        /// <param name="c">The second state at the start, for an LSTM.</param>
        /// <param name="lengths">Lengths of the sequences <c>[N]</c>, I64; all T when left out.</param>
        /// <param name="reverse">Whether sequences are read from their end.</param>
        /// <returns>All h, and the states at the end; c is null but for an LSTM.</returns>
        /// <exception cref="ShapeException">The operands do not fit.</exception>
        /// <exception cref="BadDataException">A length leaves the sequence, found when it runs.</exception>
        public (Tensor Y, Tensor H, Tensor? C) Recurrence(
            RecurrentCell cell, (Tensor Input, Tensor State, Tensor InputBias, Tensor StateBias) weights, Tensor h,
            Tensor? c = null, Tensor? lengths = null, bool reverse = false)
        {
            var op = new Recurrence { Cell = cell, Reverse = reverse, HasLengths = lengths is not null };
            if (op.HasCell != c is not null)
            {
                throw new ArgumentException($"a {cell} {(op.HasCell ? "has" : "has not")} the second state c");
            }

            var inputs = new List<Tensor>
            {
                x, weights.Input, weights.State, weights.InputBias, weights.StateBias, h,
            };
            if (c is not null) inputs.Add(c);
            if (lengths is not null) inputs.Add(lengths);
            var outputs = Tensor.Apply(op, [.. inputs]).Outputs;
            return (outputs[0], outputs[1], op.HasCell ? outputs[2] : null);
        }
    }
}
