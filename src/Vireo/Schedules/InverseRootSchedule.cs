namespace Vireo.Schedules;

/// <summary>Up in a straight line, down with the root of the step: <c>min((step + 1)^-½, (step + 1) · Warmup^-1½)</c>;
/// the base rate is that of a first step without warm-up.</summary>
/// <remarks>Vaswani et al. 2017, "Attention is all you need", arXiv:1706.03762, section 5.3.</remarks>
public sealed record InverseRootSchedule : Schedule
{
    /// <summary>Steps of the way up.</summary>
    public required long Warmup { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total) =>
        Math.Min(Math.Pow(step + 1, -0.5), (step + 1) * Math.Pow(Warmup, -1.5));
}
