namespace Vireo.Schedules;

/// <summary>Half a cosine from one down to <see cref="Floor"/>:
/// <c>Floor + (1 - Floor) · (1 + cos(π · step / total)) / 2</c>.</summary>
/// <remarks>Loshchilov, Hutter 2016, arXiv:1608.03983.</remarks>
public sealed record CosineSchedule : Schedule
{
    /// <summary>Factor at the end.</summary>
    public double Floor { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long total) =>
        Floor + (1 - Floor) * (1 + Math.Cos(Math.PI * Math.Min(step, total) / Math.Max(1, total))) / 2;
}
