using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Uniform numbers in [0, 1): element i is word i of the Philox stream named by (seed, step, Stream), whatever
/// the number of threads. Input: <c>[2]</c> I64, the seed (below 2^53) and the step.</summary>
public sealed record RandomUniform : Op
{
    /// <summary>Which of the random ops of a graph this is.</summary>
    public required int Stream { get; init; }

    /// <summary>Extents of the result.</summary>
    public required Shape Shape { get; init; }

    /// <summary>Element type of the result.</summary>
    public DType DType { get; init; } = DType.F32;

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => inputs[0] == new TensorSpec([2], DType.I64)
        ? [new(Shape, DType)]
        : throw new ShapeException(Name, "the state must be two whole numbers.", [("state", inputs[0], "seed, step")],
            "Pass the state that the training pass hands out.");

    /// <summary>The Philox key and stream of a state.</summary>
    internal (ulong Seed, ulong Stream) Key(long seed, long step) =>
        ((ulong)seed, ((ulong)Stream << 40) ^ (ulong)step);

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var (seed, stream) = Key((long)x[0].Data[0], (long)x[0].Data[1]);
        var rng = new Rng(seed, stream);
        for (var i = 0; i < y[0].Data.Length; i++) y[0].Data[i] = rng.Uniform();
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [null];
}
