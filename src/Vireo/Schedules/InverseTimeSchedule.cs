namespace Vireo.Schedules;

/// <summary>Inverse-time decay: <c>1 / (1 + Decay · step)</c>.</summary>
public sealed record InverseTimeSchedule : Schedule
{
    /// <summary>Decay of one step.</summary>
    public required double Decay { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total) => 1 / (1 + Decay * step);
}
