using System.Diagnostics;

namespace Vireo.Profiling;

/// <summary>One execution of a kernel, or other work of a step such as the copying of results.</summary>
public sealed record ProfileSpan
{
    /// <summary>What was done: name of an op, or of several fused ones.</summary>
    public required string Op { get; init; }

    /// <summary>Part of the step.</summary>
    public required StepPhase Phase { get; init; }

    /// <summary>Place in the model, such as <c>layer1.0.conv1</c>; null where there is none.</summary>
    public string? Place { get; init; }

    /// <summary>What carried it out; empty for what is no kernel.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>Inputs and outputs with shape, type and layout.</summary>
    public string Operands { get; init; } = "";

    /// <summary>Multiply-adds; zero where they are not counted, as in elementwise work.</summary>
    public long Macs { get; init; }

    /// <summary>Bytes of all inputs and outputs, each once: the least that had to be moved.</summary>
    public long Bytes { get; init; }

    /// <summary>When it began, on the clock of <see cref="Stopwatch"/>.</summary>
    public TimeSpan Start { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Now, on the clock of <see cref="Start"/>.</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>Something that began at a time and ends now.</summary>
    public ProfileSpan Since(TimeSpan start) => Between(start, Now);

    /// <summary>As one line: time, phase, op, place, kernel, operands.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Duration.TotalMilliseconds,9:f3} ms  {Phase,-8}  {Op,-24} {Place,-32} {Kernel,-36} {Operands}");

    internal ProfileSpan Between(TimeSpan start, TimeSpan end) => this with { Start = start, Duration = end - start };
}
