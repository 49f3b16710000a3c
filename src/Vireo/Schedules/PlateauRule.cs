namespace Vireo.Schedules;

/// <summary>Cuts the rate when a metric no longer improves. A pure rule: it turns a state and a metric into the next
/// state, whose factor multiplies that of any <see cref="Schedule"/>.</summary>
/// <remarks>The same steps as PyTorch's ReduceLROnPlateau.</remarks>
public sealed record PlateauRule
{
    /// <summary>Factor of one cut.</summary>
    public double Cut { get; init; } = 0.1;

    /// <summary>Metrics without improvement that are put up with.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>By how much a metric must be better to count as an improvement.</summary>
    public double Threshold { get; init; } = 1e-4;

    /// <summary>Whether the threshold is a share of the best metric rather than a difference.</summary>
    public bool IsRelative { get; init; } = true;

    /// <summary>Whether greater metrics are better.</summary>
    public bool GreaterIsBetter { get; init; }

    /// <summary>Metrics passed over after a cut.</summary>
    public int Rest { get; init; }

    /// <summary>Lowest factor.</summary>
    public double Floor { get; init; }

    /// <summary>Smallest change of the factor worth making.</summary>
    public double SmallestChange { get; init; }

    /// <summary>Training is over when a cut brings the factor down to this; zero for never.</summary>
    public double Last { get; init; }

    /// <summary>Holds the rate until the metric is no better than its best, halves it, and so on; training is over when
    /// it has fallen to 1/1024.</summary>
    public static PlateauRule Halving(bool greaterIsBetter) => new()
    {
        Cut = 0.5, Patience = 0, Threshold = 0, GreaterIsBetter = greaterIsBetter, Last = 1.0 / 1024,
    };

    /// <summary>The state before the first metric.</summary>
    public PlateauState Start =>
        new(1, GreaterIsBetter ? double.NegativeInfinity : double.PositiveInfinity, 0, 0, false);

    /// <summary>The state after a metric.</summary>
    public PlateauState Next(PlateauState state, double metric)
    {
        state = IsBetter(metric, state.Best)
            ? state with { Best = metric, Waiting = 0 }
            : state with { Waiting = state.Waiting + 1 };
        if (state.Resting > 0) state = state with { Resting = state.Resting - 1, Waiting = 0 };
        if (state.Waiting <= Patience) return state;

        var factor = Math.Max(state.Factor * Cut, Floor);
        return state with
        {
            Factor = state.Factor - factor > SmallestChange ? factor : state.Factor,
            Waiting = 0,
            Resting = Rest,
            IsOver = state.IsOver || factor <= Last && Last > 0,
        };
    }

    // Before the first metric the best is infinite, and a share of it would not be a number.
    private bool IsBetter(double metric, double best)
    {
        if (double.IsInfinity(best)) return GreaterIsBetter ? metric > best : metric < best;
        if (GreaterIsBetter) return metric > (IsRelative ? best * (1 + Threshold) : best + Threshold);
        return metric < (IsRelative ? best * (1 - Threshold) : best - Threshold);
    }
}
