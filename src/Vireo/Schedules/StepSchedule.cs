namespace Vireo.Schedules;

/// <summary>Multiplies the rate by <see cref="Gamma"/> every <see cref="Every"/> steps.</summary>
public sealed record StepSchedule : Schedule
{
    /// <summary>Steps between two changes.</summary>
    public required long Every { get; init; }

    /// <summary>Factor of one change.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <inheritdoc/>
    public override double Factor(long step, long total) => Math.Pow(Gamma, step / Every);
}
