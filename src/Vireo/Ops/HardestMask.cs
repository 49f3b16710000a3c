using Vireo.Graph;

namespace Vireo.Ops;

/// <summary>Which losses are among the hardest: those that reach the lower of <see cref="Threshold"/> and the k-th
/// greatest loss, <c>k = max(LeastKept, ⌈Fraction · n⌉)</c>. Input: losses of any shape; output: Bool, of that shape.
/// Equal losses stay or go together. What is not a number stays, so that it is seen; minus infinity never
/// does.</summary>
/// <remarks>No gradient flows. Training only: there is no ONNX form.</remarks>
public sealed record HardestMask : Op
{
    /// <summary>Share of the losses that stays, in [0, 1].</summary>
    public double Fraction { get; init; }

    /// <summary>Losses that reach it stay, however many.</summary>
    public double Threshold { get; init; } = double.PositiveInfinity;

    /// <summary>As many stay at least, if there are so many.</summary>
    public int LeastKept { get; init; }

    /// <inheritdoc/>
    public override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Fraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Fraction, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(LeastKept);
        return [new(inputs[0].Shape, DType.Bool)];
    }

    /// <inheritdoc/>
    public override void Reference(ReadOnlySpan<ReferenceArray> x, ReadOnlySpan<ReferenceArray> y)
    {
        var losses = x[0].Data;
        var bar = Bar([.. losses]);
        for (var i = 0; i < losses.Length; i++) y[0].Data[i] = Stays(losses[i], bar) ? 1 : 0;
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(Node node, ReadOnlySpan<Tensor?> dy) => [null];

    /// <summary>What a loss must reach.</summary>
    /// <param name="losses">All losses; they are put into another order.</param>
    internal double Bar(Span<double> losses)
    {
        var k = Math.Min(losses.Length, Math.Max(LeastKept, (int)Math.Ceiling(Fraction * losses.Length)));
        if (k == 0) return Threshold;
        losses.Sort();

        // Sorting puts what is not a number first; it stays anyway, and counts.
        var missing = 0;
        while (missing < losses.Length && double.IsNaN(losses[missing])) missing++;
        return k <= missing ? Threshold : Math.Min(Threshold, losses[^(k - missing)]);
    }

    /// <summary>Whether a loss reaches the bar.</summary>
    internal static bool Stays(double loss, double bar) => !(loss < bar) && !double.IsNegativeInfinity(loss);
}
