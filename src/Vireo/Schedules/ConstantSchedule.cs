namespace Vireo.Schedules;

/// <summary>The base rate all the time.</summary>
public sealed record ConstantSchedule : Schedule
{
    /// <inheritdoc/>
    public override double Factor(long step, long total) => 1;
}
