namespace Vireo.Schedules;

/// <summary>Natural exponential decay: <c>e^(-Decay · step)</c>.</summary>
public sealed record NaturalExponentialSchedule : Schedule
{
    /// <summary>Decay of one step.</summary>
    public required double Decay { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total) => Math.Exp(-Decay * step);
}
