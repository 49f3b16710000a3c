namespace Vireo.Schedules;

/// <summary>Given factors between given steps: the first up to the first milestone, and so on.</summary>
public sealed record PiecewiseSchedule : Schedule
{
    /// <summary>Steps at which the next factor starts, ascending.</summary>
    public required IntList Milestones { get; init; }

    /// <summary>Factors; one more than there are milestones.</summary>
    public required ValueList<double> Factors { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total) => Factors[Milestones.Count(m => m <= step)];
}
