using System.Text.Json;

namespace Vireo.Profiling;

/// <summary>Writes profiles in the trace event format, which Perfetto and <c>chrome://tracing</c> open.</summary>
public static class ChromeTrace
{
    private const int Process = 1, Thread = 1;

    /// <summary>Writes steps one after the other on one thread: an event for each step, and within it one for each
    /// span; its category is the phase. Times are in microseconds since the first step began.</summary>
    /// <param name="stream">Takes JSON: an object with a list <c>traceEvents</c>.</param>
    /// <param name="steps">In the order in which they ran.</param>
    public static void Write(Stream stream, IReadOnlyList<StepProfile> steps)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(steps);
        var zero = steps.Count > 0 ? steps[0].Start : TimeSpan.Zero;
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartArray("traceEvents");
        Name(json, "process_name", $"vireo {VireoVersion.Text}");
        Name(json, "thread_name", "step");
        foreach (var (number, step) in steps.Index())
        {
            Event(json, $"step {number + 1}", "step", step.Start - zero, step.Duration);
            json.WriteEndObject();
            foreach (var span in step.Spans) Write(json, span, zero);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ProfileSpan span, TimeSpan zero)
    {
        Event(json, span.Op, StepProfile.NameOf(span.Phase), span.Start - zero, span.Duration);
        var row = ProfileRow.Of(span.Op, [span], span.Duration);
        json.WriteStartObject("args");
        if (span.Place is { } place) json.WriteString("place", place);
        if (span.Kernel.Length > 0) json.WriteString("kernel", span.Kernel);
        if (span.Operands.Length > 0) json.WriteString("shapes", span.Operands);
        if (span.Macs > 0) json.WriteNumber("macs", span.Macs);
        if (span.Macs > 0) json.WriteNumber("gflop_per_s", Math.Round(row.Gigaflops, 3));
        json.WriteNumber("bytes", span.Bytes);
        json.WriteNumber("gb_per_s", Math.Round(row.Gigabytes, 3));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Decimal keeps the ends of neighbours equal: rounded apart they would overlap.
    private static void Event(Utf8JsonWriter json, string name, string category, TimeSpan start, TimeSpan duration)
    {
        Begin(json, name, "X");
        json.WriteString("cat", category);
        json.WriteNumber("ts", (decimal)start.Ticks / TimeSpan.TicksPerMicrosecond);
        json.WriteNumber("dur", (decimal)duration.Ticks / TimeSpan.TicksPerMicrosecond);
    }

    private static void Name(Utf8JsonWriter json, string what, string name)
    {
        Begin(json, what, "M");
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string name, string kind)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("ph", kind);
        json.WriteNumber("pid", Process);
        json.WriteNumber("tid", Thread);
    }
}
