namespace Vireo.Profiling;

/// <summary>What several executions took together.</summary>
public sealed record ProfileRow
{
    /// <summary>What they have in common: an op, or a phase.</summary>
    public required string Name { get; init; }

    /// <summary>Part of the step.</summary>
    public required StepPhase Phase { get; init; }

    /// <summary>Number of executions.</summary>
    public required int Calls { get; init; }

    /// <summary>Their time.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>Their time as a share of the step, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>Multiply-adds.</summary>
    public required long Macs { get; init; }

    /// <summary>Bytes of inputs and outputs.</summary>
    public required long Bytes { get; init; }

    /// <summary>10⁹ floating-point operations per second, two for each multiply-add; zero where none are
    /// counted.</summary>
    public double Gigaflops => PerNanosecond(2.0 * Macs);

    /// <summary>10⁹ bytes of inputs and outputs per second.</summary>
    public double Gigabytes => PerNanosecond(Bytes);

    private double PerNanosecond(double amount) => Time > TimeSpan.Zero ? amount / Time.TotalNanoseconds : 0;

    internal static ProfileRow Of(string name, IReadOnlyCollection<ProfileSpan> spans, TimeSpan step)
    {
        var time = new TimeSpan(spans.Sum(s => s.Duration.Ticks));
        return new()
        {
            Name = name, Phase = spans.First().Phase, Calls = spans.Count, Time = time,
            Share = step > TimeSpan.Zero ? time / step : 0, Macs = spans.Sum(s => s.Macs),
            Bytes = spans.Sum(s => s.Bytes),
        };
    }
}
