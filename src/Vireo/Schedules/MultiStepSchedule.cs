namespace Vireo.Schedules;

/// <summary>Multiplies the rate by <see cref="Gamma"/> at each milestone; one that is named twice counts
/// twice.</summary>
public sealed record MultiStepSchedule : Schedule
{
    /// <summary>Steps from which on the rate is lower.</summary>
    public required IntList Milestones { get; init; }

    /// <summary>Factor of one change.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <inheritdoc/>
    public override double Factor(long step, long total) => Math.Pow(Gamma, Milestones.Count(m => m <= step));
}
