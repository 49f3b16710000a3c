namespace Vireo.Schedules;

/// <summary>Any function of the step and the steps of the run.</summary>
public sealed record LambdaSchedule : Schedule
{
    /// <summary>The factor, from step and total.</summary>
    public required Func<long, long, double> Function { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total) => Function(step, total);
}
