namespace Vireo.Schedules;

/// <summary>Half a cosine from one down to <see cref="Floor"/> that starts anew: after <see cref="Period"/> steps, then
/// after <see cref="Growth"/> times as many, and so on.</summary>
/// <remarks>Loshchilov, Hutter 2016, "SGDR", arXiv:1608.03983.</remarks>
public sealed record CosineRestartsSchedule : Schedule
{
    /// <summary>Steps of the first descent.</summary>
    public required long Period { get; init; }

    /// <summary>Factor from one descent's length to the next; one or more.</summary>
    public double Growth { get; init; } = 1;

    /// <summary>Factor that a descent ends with.</summary>
    public double Floor { get; init; }

    /// <summary>Factor from one descent's height to the next.</summary>
    public double Decay { get; init; } = 1;

    /// <inheritdoc/>
    public override double Factor(long step, long total)
    {
        var (length, start, height) = ((double)Period, 0.0, 1.0);
        if (Growth == 1)
        {
            start = step / Period * Period;
            height = Math.Pow(Decay, step / Period);
        }
        else
        {
            for (; step >= start + length; length *= Growth, height *= Decay) start += length;
        }

        return Floor + (height - Floor) * (1 + Math.Cos(Math.PI * (step - start) / length)) / 2;
    }
}
