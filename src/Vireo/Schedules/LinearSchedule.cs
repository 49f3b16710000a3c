namespace Vireo.Schedules;

/// <summary>A straight line: <c>Start + (End - Start) · step / Steps</c>.</summary>
public sealed record LinearSchedule : Schedule
{
    /// <summary>Factor of the first step.</summary>
    public double Start { get; init; } = 1;

    /// <summary>Factor at the end.</summary>
    public double End { get; init; }

    /// <summary>Steps of the line; the whole run when null. Later on the rate stays.</summary>
    public long? Steps { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total)
    {
        var end = Math.Max(1, Steps ?? total);
        return Start + (End - Start) * Math.Min(step, end) / end;
    }
}
