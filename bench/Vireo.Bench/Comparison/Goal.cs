using System.Globalization;

namespace Vireo.Bench.Comparison;

/// <summary>What a row is to reach.</summary>
/// <param name="OfRatio">Whether it speaks of the ratio to the peer; otherwise of our figure alone.</param>
/// <param name="AtLeast">Whether more is better.</param>
/// <param name="Bound">The last number that meets it.</param>
internal readonly record struct Goal(bool OfRatio, bool AtLeast, double Bound)
{
    /// <summary>Reads <c>ratio >= 1.30</c>, <c>ratio &lt;= 0.80</c>, <c>own &lt;= 0.25</c>.</summary>
    /// <exception cref="InvalidDataException">It is not of that form.</exception>
    public static Goal Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [("ratio" or "own") and var of, (">=" or "<=") and var way, var bound]
            && double.TryParse(bound, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new(of == "ratio", way == ">=", number)
            : throw new InvalidDataException($"'{text}' is no goal: write 'ratio' or 'own', '>=' or '<=', a number.");
    }

    /// <summary>Whether a number is good enough.</summary>
    public bool IsMetBy(double value) => AtLeast ? value >= Bound : value <= Bound;

    /// <summary>How a table says it.</summary>
    public override string ToString() => $"{(OfRatio ? "" : "Vireo ")}{(AtLeast ? "≥" : "≤")} {Bound:0.00}";
}
