namespace Vireo.Schedules;

/// <summary>Up and down between two factors, in straight lines; momentum the other way round, if it is given.</summary>
/// <remarks>Smith 2015, "Cyclical learning rates for training neural networks", arXiv:1506.01186.</remarks>
public sealed record CyclicSchedule : Schedule
{
    /// <summary>Factor at the feet.</summary>
    public double Low { get; init; } = 0.1;

    /// <summary>Factor at the first peak.</summary>
    public double High { get; init; } = 1;

    /// <summary>Steps of the way up.</summary>
    public required long Up { get; init; }

    /// <summary>Steps of the way down; as many as up when null.</summary>
    public long? Down { get; init; }

    /// <summary>How the height changes from cycle to cycle.</summary>
    public CycleMode Mode { get; init; }

    /// <summary>Factor of the height per step, for <see cref="CycleMode.Exponential"/>.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>Momentum where the rate is highest and where it is lowest; null to leave it alone.</summary>
    public (double Low, double High)? MomentumRange { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total) => Low + (High - Low) * Height(step);

    /// <inheritdoc/>
    public override double? Momentum(long step, long total) =>
        MomentumRange is { } range ? range.High - (range.High - range.Low) * Height(step) : null;

    private double Height(long step)
    {
        var down = Down ?? Up;
        var (cycle, place) = Math.DivRem(step, Up + down);
        var height = place <= Up ? (double)place / Up : (double)(Up + down - place) / down;
        return Mode switch
        {
            CycleMode.Halving => height * Math.Pow(0.5, cycle),
            CycleMode.Exponential => height * Math.Pow(Gamma, step),
            _ => height,
        };
    }
}
