namespace Vireo.Schedules;

/// <summary>A power of what is left: <c>Floor + (1 - Floor) · (1 - step / Steps)^Power</c>.</summary>
/// <remarks>Power 0.9 is customary in segmentation: Chen et al. 2016, "DeepLab", arXiv:1606.00915.</remarks>
public sealed record PolynomialSchedule : Schedule
{
    /// <summary>The power; one is a straight line.</summary>
    public double Power { get; init; } = 1;

    /// <summary>Factor at the end.</summary>
    public double Floor { get; init; }

    /// <summary>Steps of the descent; the whole run when null. Later on the rate stays.</summary>
    public long? Steps { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total)
    {
        var end = Math.Max(1, Steps ?? total);
        return Floor + (1 - Floor) * Math.Pow(1 - (double)Math.Min(step, end) / end, Power);
    }
}
