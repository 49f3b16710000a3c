namespace Vireo.Profiling;

/// <summary>What a step spent its time on.</summary>
public sealed record StepProfile
{
    /// <summary>When the step began, on the clock of <see cref="ProfileSpan.Start"/>.</summary>
    public required TimeSpan Start { get; init; }

    /// <summary>From its begin to its end, whatever was done in between.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What was measured, in order; spans do not overlap.</summary>
    public required IReadOnlyList<ProfileSpan> Spans { get; init; }

    /// <summary>Share of the step that <see cref="Spans"/> account for, 0 to 1.</summary>
    public double Measured => Duration > TimeSpan.Zero
        ? new TimeSpan(Spans.Sum(s => s.Duration.Ticks)) / Duration
        : 0;

    /// <summary>Multiply-adds of the step.</summary>
    public long Macs => Spans.Sum(s => s.Macs);

    /// <summary>When the step ended: what the writing of the profile took is not in it.</summary>
    public TimeSpan End => Start + Duration;

    /// <summary>A step between two times.</summary>
    public static StepProfile Between(TimeSpan start, TimeSpan end, IReadOnlyList<ProfileSpan> spans) =>
        new() { Start = start, Duration = end - start, Spans = spans };

    /// <summary>A row for each phase that occurs, in the order of the enumeration.</summary>
    public IReadOnlyList<ProfileRow> ByPhase() =>
    [
        .. Spans.GroupBy(s => s.Phase).OrderBy(g => g.Key)
            .Select(g => ProfileRow.Of(NameOf(g.Key), [.. g], Duration)),
    ];

    /// <summary>A row for each op in each phase, the most expensive first.</summary>
    public IReadOnlyList<ProfileRow> ByOp() =>
    [
        .. Spans.GroupBy(s => (s.Phase, s.Op)).Select(g => ProfileRow.Of(g.Key.Op, [.. g], Duration))
            .OrderByDescending(r => r.Time),
    ];

    /// <summary>A phase as it is written in tables and traces.</summary>
    public static string NameOf(StepPhase phase) => phase switch
    {
        StepPhase.Load => "load",
        StepPhase.Forward => "forward",
        StepPhase.Backward => "backward",
        _ => "update",
    };
}
