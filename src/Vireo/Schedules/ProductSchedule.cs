namespace Vireo.Schedules;

/// <summary>Several schedules at once: their factors multiplied. Momentum is that of the first that has one.</summary>
public sealed record ProductSchedule : Schedule
{
    /// <summary>The schedules.</summary>
    public required ValueList<Schedule> Parts { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total) =>
        Parts.Aggregate(1.0, (product, part) => product * part.Factor(step, total));

    /// <inheritdoc/>
    public override double? Momentum(long step, long total) =>
        Parts.Select(part => part.Momentum(step, total)).FirstOrDefault(momentum => momentum is not null);
}
