namespace Vireo.Schedules;

/// <summary>Half a cosine from one down to <see cref="Floor"/>:
/// <c>Floor + (1 - Floor) · (1 + cos(π · step / Steps)) / 2</c>.</summary>
/// <remarks>Loshchilov, Hutter 2016, arXiv:1608.03983.</remarks>
public sealed record CosineSchedule : Schedule
{
    /// <summary>Factor at the end.</summary>
    public double Floor { get; init; }

    /// <summary>Steps of the descent; the whole run when null. Later on the rate stays.</summary>
    public long? Steps { get; init; }

    /// <summary>Whether the rate goes up again after the descent as it came down, and so on, instead of
    /// staying.</summary>
    public bool Swings { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total)
    {
        var end = Math.Max(1, Steps ?? total);
        return Floor + (1 - Floor) * (1 + Math.Cos(Math.PI * (Swings ? step : Math.Min(step, end)) / end)) / 2;
    }
}
