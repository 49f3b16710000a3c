using Vireo.Layers.Initialisers;
using Vireo.Ops;

namespace Vireo.Layers;

/// <summary>Learned vectors of whole numbers: <c>[…]</c> (I64 or I32) to <c>[…, width]</c>. Parameter <c>weight</c>
/// <c>[count, width]</c>.</summary>
public sealed class Embedding : Module
{
    private readonly int? _padding;

    /// <summary>Declares the parameter, drawn from the normal distribution.</summary>
    /// <param name="count">Numbers there are, from zero on.</param>
    /// <param name="width">Width of a vector.</param>
    /// <param name="padding">A number whose vector starts as zero and does not learn.</param>
    public Embedding(int count, int width, int? padding = null)
    {
        if (padding is { } place)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(place, nameof(padding));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, count, nameof(padding));
        }

        _padding = padding;
        Weight = Parameter("weight", [count, width], new PaddedNormal(padding ?? -1));
    }

    /// <summary>The vectors.</summary>
    public Variable Weight { get; }

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x, Pass pass) => Weight.Value.Embedding(x, _padding);

    /// <summary>Normal numbers, but zero in one row.</summary>
    private sealed record PaddedNormal(int Padding) : Initialiser
    {
        protected override void Draw(Span<double> values, Shape shape, Rng rng)
        {
            foreach (ref var value in values) value = rng.Normal();
            if (Padding >= 0) values.Slice(Padding * shape[1], shape[1]).Clear();
        }
    }
}
