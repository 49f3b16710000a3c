namespace Vireo.Schedules;

/// <summary>One cycle for the whole run: from <see cref="Start"/> up to <see cref="Peak"/> and down to
/// <see cref="End"/>; momentum the other way round, if it is given. In three phases it comes back to
/// <see cref="Start"/> as fast as it went up, and falls to <see cref="End"/> in what is left.</summary>
/// <remarks>Smith, Topin 2017, "Super-convergence", arXiv:1708.07120; the places of the phases are PyTorch's.</remarks>
public sealed record OneCycleSchedule : Schedule
{
    /// <summary>Factor of the first step.</summary>
    public double Start { get; init; } = 0.04;

    /// <summary>Greatest factor.</summary>
    public double Peak { get; init; } = 1;

    /// <summary>Factor of the last step.</summary>
    public double End { get; init; } = 4e-6;

    /// <summary>Share of the run that goes up.</summary>
    public double Rise { get; init; } = 0.3;

    /// <summary>Whether the ways are straight lines rather than half cosines.</summary>
    public bool Linear { get; init; }

    /// <summary>Whether there are three phases rather than two.</summary>
    public bool ThreePhases { get; init; }

    /// <summary>Momentum at the peak and at the ends; null to leave it alone.</summary>
    public (double Low, double High)? MomentumRange { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total) => At(step, total, Start, Peak, End);

    /// <inheritdoc/>
    public override double? Momentum(long step, long total) =>
        MomentumRange is { } range ? At(step, total, range.High, range.Low, range.High) : null;

    private double At(long step, long total, double start, double peak, double end)
    {
        var top = Rise * total - 1;
        if (step <= top) return Between(start, peak, step / top);
        if (!ThreePhases) return Between(peak, end, (step - top) / (total - 1 - top));
        var foot = 2 * Rise * total - 2;
        return step <= foot
            ? Between(peak, start, (step - top) / (foot - top))
            : Between(start, end, (step - foot) / (total - 1 - foot));
    }

    private double Between(double from, double to, double way)
    {
        way = double.IsNaN(way) ? 1 : Math.Clamp(way, 0, 1);
        return from + (to - from) * (Linear ? way : (1 - Math.Cos(Math.PI * way)) / 2);
    }
}
