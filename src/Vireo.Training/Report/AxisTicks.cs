namespace Vireo.Training.Report;

/// <summary>Range of an axis and the round numbers to mark on it.</summary>
/// <param name="Low">Start of the axis.</param>
/// <param name="High">End of the axis, above the start.</param>
/// <param name="Ticks">Marks, rising.</param>
internal sealed record AxisTicks(double Low, double High, IReadOnlyList<double> Ticks)
{
    /// <summary>An axis over some values, with marks at multiples of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="values">Finite values; none gives an axis from 0 to 1.</param>
    /// <param name="most">About how many marks.</param>
    /// <param name="tight">Whether the axis ends at the values rather than at marks around them.</param>
    public static AxisTicks Over(IEnumerable<double> values, int most, bool tight)
    {
        var (low, high) = (double.MaxValue, double.MinValue);
        foreach (var value in values) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high) (low, high) = (0, 1);
        if (high - low < 1e-12 * Math.Max(1e-12, Math.Abs(high))) (low, high) = (low - Margin(low), high + Margin(low));
        var step = Step((high - low) / most);
        if (!tight) (low, high) = (Math.Floor(low / step) * step, Math.Ceiling(high / step) * step);
        var ticks = new List<double>();
        for (var i = Math.Ceiling(low / step - 1e-9); i * step <= high + step * 1e-9; i++)
        {
            ticks.Add(i * step + 0.0); // Minus zero plus zero is zero.
        }

        return new(low, high, ticks);
    }

    /// <summary>Place of a value: 0 at the start, 1 at the end.</summary>
    public double Share(double value) => (value - Low) / (High - Low);

    private static double Margin(double value) => value == 0 ? 0.5 : Math.Abs(value) / 2;

    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return (least / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
