namespace Vireo.Testing;

/// <summary>How to make an input: numbers uniform in a range, or given.</summary>
/// <param name="Shape">Extents.</param>
public sealed record OpInput(Shape Shape)
{
    /// <summary>Lower end of the range.</summary>
    public double Low { get; init; } = -2;

    /// <summary>Upper end of the range.</summary>
    public double High { get; init; } = 2;

    /// <summary>The numbers, if they are given.</summary>
    public IReadOnlyList<double>? Values { get; init; }

    /// <summary>Element type, if it is not a float.</summary>
    public DType? Type { get; init; }

    /// <summary>Whether no gradient flows to it although it is a float, as to places.</summary>
    public bool IsFixed { get; init; }

    /// <summary>The numbers; drawn ones are representable in single precision, whole when the type is.</summary>
    public double[] Make(Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        if (Values is not null) return [.. Values];
        var values = new double[Shape.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var u = Low + (High - Low) * rng.UniformDouble();
            values[i] = Type is null ? (float)u : Math.Floor(u);
        }

        return values;
    }

    /// <summary>The same with another extent of the first axis.</summary>
    internal OpInput WithBatch(int samples) => this with { Shape = [samples, .. Shape.Extents[1..]] };
}
