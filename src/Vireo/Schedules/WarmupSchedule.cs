namespace Vireo.Schedules;

/// <summary>A straight line from <see cref="Start"/> up to one over the first <see cref="Steps"/> steps; then another
/// schedule, which sees only the steps that are left.</summary>
/// <remarks>Goyal et al. 2017, arXiv:1706.02677.</remarks>
public sealed record WarmupSchedule : Schedule
{
    /// <summary>Steps of the line.</summary>
    public required long Steps { get; init; }

    /// <summary>Factor of the first step.</summary>
    public double Start { get; init; } = 0.01;

    /// <summary>What follows.</summary>
    public required Schedule Then { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total) => step < Steps
        ? Start + (1 - Start) * step / Steps
        : Then.Factor(step - Steps, Left(total));

    /// <inheritdoc/>
    public override double? Momentum(long step, long total) => Then.Momentum(Math.Max(0, step - Steps), Left(total));

    private long Left(long total) => Math.Max(1, total - Steps);
}
