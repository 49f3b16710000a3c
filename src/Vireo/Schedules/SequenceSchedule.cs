namespace Vireo.Schedules;

/// <summary>One schedule after the other; each counts from its own start and sees only its own steps as
/// total.</summary>
public sealed record SequenceSchedule : Schedule
{
    /// <summary>Steps at which the next one starts, ascending.</summary>
    public required IntList Milestones { get; init; }

    /// <summary>The schedules; one more than there are milestones.</summary>
    public required ValueList<Schedule> Parts { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total)
    {
        var (part, start, end) = At(step, total);
        return part.Factor(step - start, end - start);
    }

    /// <inheritdoc/>
    public override double? Momentum(long step, long total)
    {
        var (part, start, end) = At(step, total);
        return part.Momentum(step - start, end - start);
    }

    private (Schedule Part, long Start, long End) At(long step, long total)
    {
        var place = Milestones.Count(m => m <= step);
        var start = place == 0 ? 0 : Milestones[place - 1];
        var end = place < Milestones.Count ? Milestones[place] : Math.Max(total, start + 1L);
        return (Parts[place], start, end);
    }
}
