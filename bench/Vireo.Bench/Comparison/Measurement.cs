using System.Text.Json;

namespace Vireo.Bench.Comparison;

/// <summary>What one command printed, as <c>bench/compare.sh</c> keeps it: a line of JSON.</summary>
/// <param name="Row">The row it was run for.</param>
/// <param name="Pair">Counts the times that our command and its peers were run side by side.</param>
/// <param name="Command">As <c>bench/rows</c> has it.</param>
/// <param name="Date">The day.</param>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Load">Of the machine, before the command ran.</param>
/// <param name="Result">The object that the command printed.</param>
internal sealed record Measurement(
    string Row, int Pair, string Command, string Date, string Processor, double Load, JsonElement Result)
{
    /// <summary>Reads one line.</summary>
    /// <exception cref="InvalidDataException">It is not such a line.</exception>
    public static Measurement Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return new(
                Text(root, "row"), root.GetProperty("pair").GetInt32(), Text(root, "command"), Text(root, "date"),
                Text(root, "processor"), root.GetProperty("load").GetDouble(), root.GetProperty("result").Clone());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            throw new InvalidDataException($"'{line}' is no measurement: {e.Message}", e);
        }
    }

    /// <summary>A number of the result; null when it has none of that name.</summary>
    public double? Number(string name) =>
        Result.ValueKind == JsonValueKind.Object && Result.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>What was measured: name and version, then the memory format where there is a choice.</summary>
    public string Version => string.Join(' ', new[] { Word("version"), Word("format") }.Where(w => w.Length > 0));

    private string Word(string name) =>
        Result.ValueKind == JsonValueKind.Object && Result.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
