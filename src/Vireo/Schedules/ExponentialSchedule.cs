namespace Vireo.Schedules;

/// <summary>Multiplies the rate by <see cref="Gamma"/> in every <see cref="Every"/> steps, evenly:
/// <c>Gamma^(step / Every)</c>. </summary>
public sealed record ExponentialSchedule : Schedule
{
    /// <summary>Factor of <see cref="Every"/> steps.</summary>
    public required double Gamma { get; init; }

    /// <summary>Steps that <see cref="Gamma"/> speaks of.</summary>
    public double Every { get; init; } = 1;

    /// <inheritdoc/>
    public override double Factor(long step, long total) => Math.Pow(Gamma, step / Every);
}
