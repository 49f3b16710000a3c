using Vireo.Graph;
using Vireo.Layers;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Ops;

public class RecurrenceTests
{
    private static readonly RecurrentConfig _config = new() { Inputs = 3, Width = 5, Layers = 2, Bidirectional = true };

    private static Tensor Drawn(ulong seed, Shape shape)
    {
        var rng = new Rng(seed);
        var values = new double[shape.Count];
        for (var i = 0; i < values.Length; i++) values[i] = 2 * rng.UniformDouble() - 1;
        return Tensor.From(values, shape);
    }

    private static T Ready<T>(T network)
        where T : Module
    {
        network.Initialise(new Rng(9));
        network.ConvertTo(DType.F64);
        return network;
    }

    public static TheoryData<string> Kinds => ["lstm", "gru", "tanh", "relu"];

    private static RecurrentNetwork Network(string kind, RecurrentConfig config) => kind switch
    {
        "lstm" => Ready(new Lstm(config)),
        "gru" => Ready(new Gru(config)),
        _ => Ready(new Rnn(config, kind == "relu")),
    };

    [Theory, MemberData(nameof(Kinds))]
    public void A_padded_sequence_gives_what_the_sequence_gives(string kind)
    {
        var network = Network(kind, _config);
        var x = Drawn(1, [2, 6, 3]);
        var padded = network.Run(x, Pass.Inference(), lengths: Tensor.From<long>(4, 6));
        var first = network.Run(x.Slice(0, 0, 1).Slice(1, 0, 4), Pass.Inference());
        Check.Close(first.Y.ToDoubles(), padded.Y.Slice(0, 0, 1).Slice(1, 0, 4).ToDoubles(), 1e-13);
        Check.Close(first.H.ToDoubles(), padded.H.Slice(1, 0, 1).ToDoubles(), 1e-13);
        Assert.All(padded.Y.Slice(0, 0, 1).Slice(1, 4, 6).ToDoubles(), y => Assert.Equal(0, y));
        var second = network.Run(x.Slice(0, 1, 2), Pass.Inference());
        Check.Close(second.Y.ToDoubles(), padded.Y.Slice(0, 1, 2).ToDoubles(), 1e-13);
        if (kind == "lstm") Check.Close(first.C!.ToDoubles(), padded.C!.Slice(1, 0, 1).ToDoubles(), 1e-13);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void One_step_is_that_of_the_cell(string kind)
    {
        var network = Network(kind, new() { Inputs = 3, Width = 5 });
        var cell = kind switch
        {
            "lstm" => RecurrentCell.Lstm, "gru" => RecurrentCell.Gru, "tanh" => RecurrentCell.Tanh,
            _ => RecurrentCell.Relu,
        };
        var step = Ready(new RecurrentStep(cell, 3, 5));
        foreach (var (own, theirs) in step.Parameters.Zip(network.Parameters))
        {
            own.Variable.Set(theirs.Variable.ToDoubles());
        }

        var (x, h) = (Drawn(1, [2, 3]), Drawn(2, [2, 5]));
        var c = kind == "lstm" ? Drawn(3, [2, 5]) : null;
        var result = network.Run(
            x.Reshape([2, 1, 3]), Pass.Inference(), h.Reshape([1, 2, 5]), c?.Reshape([1, 2, 5]));
        var (nextH, nextC) = step.Step(x, Pass.Inference(), h, c);
        Check.Close(nextH.ToDoubles(), result.H.ToDoubles(), 1e-13);
        if (kind == "lstm") Check.Close(nextC!.ToDoubles(), result.C!.ToDoubles(), 1e-13);
    }

    [Fact]
    public void A_long_sequence_makes_no_large_graph()
    {
        var network = new Lstm(new() { Inputs = 8, Width = 16, Layers = 2, Bidirectional = true });
        var x = Tensor.Placeholder([4, 200, 8]);
        var loss = network.Call(x, Pass.Training()).Sum();
        var step = Engine.Compile([x], Gradients.Of(loss, [.. network.Parameters.Select(p => p.Variable.Value)]));
        Assert.InRange(step.Explain().Count(), 8, 60);
    }

    /// <summary>These are no rows of the registry: ONNX Runtime ends the process when it is given nothing.</summary>
    [Theory]
    [InlineData(0, 2)]
    [InlineData(3, 0)]
    public void No_steps_and_no_sequences_are_well(int steps, int n)
    {
        foreach (var cell in Enum.GetValues<RecurrentCell>())
        {
            var rows = Recurrence.GatesOf(cell) * 4;
            Shape[] shapes = [[steps, n, 3], [rows, 3], [rows, 4], [rows], [rows], [n, 4]];
            if (cell == RecurrentCell.Lstm) shapes = [.. shapes, [n, 4]];
            Check.Conforms(new(new Recurrence { Cell = cell }, [.. shapes.Select(s => new OpInput(s))]));
        }
    }

    [Fact]
    public void A_sequence_without_batch_is_a_batch_of_one()
    {
        var network = Ready(new Gru(_config));
        var x = Drawn(1, [4, 3]);
        var (one, batch) = (network.Run(x, Pass.Inference()), network.Run(x.Reshape([1, 4, 3]), Pass.Inference()));
        Assert.Equal(Shape.Create([4, 10]), one.Y.Shape);
        Assert.Equal(Shape.Create([4, 5]), one.H.Shape);
        Assert.Equal(batch.Y.ToDoubles(), one.Y.ToDoubles());
    }

    [Fact]
    public void What_does_not_fit_is_said()
    {
        var network = Ready(new Lstm(_config));
        var x = Drawn(1, [2, 6, 3]);
        var bad = Assert.Throws<BadDataException>(() =>
            network.Run(x, Pass.Inference(), lengths: Tensor.From<long>(4, 7)).Y.ToDoubles());
        Assert.Contains("length 7 of sequence 1 leaves the 6 steps", bad.Message, StringComparison.Ordinal);
        var e = Assert.Throws<ShapeException>(() => network.Run(Drawn(1, [2, 6, 4]), Pass.Inference()));
        Assert.Contains("The layer reads vectors of 3 numbers.", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ShapeException>(() => network.Run(x, Pass.Inference(), Drawn(1, [1, 2, 5])));
        Assert.Contains("They must be [4, 2, 5].", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ShapeException>(() => network.Run(x, Pass.Inference(), lengths: Tensor.From<long>(1, 2, 3)));
        Assert.Contains("the lengths must be I64[2].", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_embedding_that_pads_does_not_learn()
    {
        var layer = Ready(new Embedding(4, 3, padding: 2));
        var y = layer.Call(Tensor.From<long>([1, 2, 1, 2, 0, 3], [2, 3]), Pass.Inference());
        Assert.Equal(Shape.Create([2, 3, 3]), y.Shape);
        Assert.Equal([0, 0, 0], y.ToDoubles()[3..6]);
        var gradient = Gradients.Of(y.Sum(), layer.Weight.Value)[0].ToDoubles();
        Assert.Equal([1, 1, 1, 2, 2, 2, 0, 0, 0, 1, 1, 1], gradient);
        Assert.Throws<BadDataException>(() => layer.Call(Tensor.From<long>(4), Pass.Inference()).ToDoubles());
    }

    [Fact]
    public void Positions_are_sines_and_cosines()
    {
        var table = SinusoidalPositions.Of(3, 4, DType.F64).ToDoubles();
        Check.Close(
            [0, 1, 0, 1, Math.Sin(1), Math.Cos(1), Math.Sin(0.01), Math.Cos(0.01), Math.Sin(2), Math.Cos(2)],
            table.AsSpan(0, 10), 1e-15);
    }
}
