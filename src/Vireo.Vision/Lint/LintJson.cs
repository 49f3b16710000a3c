using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Vireo.Vision.Lint;

/// <summary>Writes a <see cref="LintReport"/> for programs.</summary>
public static class LintJson
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    private static readonly JavaScriptEncoder Readable = JavaScriptEncoder.Create(UnicodeRanges.All);

    extension(LintReport report)
    {
        /// <summary>Writes <c>{"findings":[{"code","severity","path","message","fix"}],"summary":{..}}</c>; the summary
        /// has images, classes, errors, warnings, notes, and the findings of each code.</summary>
        public void WriteJson(Stream output)
        {
            using var json = new Utf8JsonWriter(output, new() { Encoder = Readable });
            json.WriteStartObject();
            json.WriteStartArray("findings");
            foreach (var finding in report.Findings)
            {
                json.WriteStartObject();
                json.WriteString("code", finding.Code);
                json.WriteString("severity", Word(finding.Severity));
                json.WriteString("path", finding.Path);
                json.WriteString("message", finding.Message);
                json.WriteString("fix", finding.Fix);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteSummary(json, report.Summary);
            json.WriteEndObject();
        }

        /// <summary>Writes SARIF 2.1.0, which code hosts and editors show beside the files.</summary>
        /// <param name="output">Where to.</param>
        /// <param name="version">Version of the program.</param>
        public void WriteSarif(Stream output, string version)
        {
            using var json = new Utf8JsonWriter(output, new() { Encoder = Readable, Indented = true });
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, version);
            json.WriteStartObject("originalUriBaseIds");
            json.WriteStartObject("DATA");
            json.WriteString("uri", new Uri(report.Root.TrimEnd('/', '\\') + "/").AbsoluteUri);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("results");
            foreach (var finding in report.Findings) WriteResult(json, finding);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    /// <summary><c>error</c>, <c>warning</c> or <c>note</c>.</summary>
    public static string Word(LintSeverity severity) => severity switch
    {
        LintSeverity.Error => "error",
        LintSeverity.Warning => "warning",
        _ => "note",
    };

    private static void WriteSummary(Utf8JsonWriter json, LintSummary summary)
    {
        json.WriteStartObject("summary");
        json.WriteNumber("images", summary.Images);
        json.WriteNumber("classes", summary.Classes);
        json.WriteNumber("errors", summary.Errors);
        json.WriteNumber("warnings", summary.Warnings);
        json.WriteNumber("notes", summary.Notes);
        WriteCounts(json, "splits", summary.Splits);
        WriteCounts(json, "codes", summary.Codes);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, int> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts) json.WriteNumber(key.Length > 0 ? key : "all", count);
        json.WriteEndObject();
    }

    private static void WriteTool(Utf8JsonWriter json, string version)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "vireo");
        json.WriteString("semanticVersion", version);
        json.WriteStartArray("rules");
        foreach (var rule in LintRules.All)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Code);
            WriteText(json, "shortDescription", rule.Title);
            WriteText(json, "fullDescription", rule.Why);
            WriteText(json, "help", rule.Fix);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Word(rule.Severity));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Code);
        json.WriteNumber("ruleIndex", LintRules.All.Index().First(rule => rule.Item.Code == finding.Code).Index);
        json.WriteString("level", Word(finding.Severity));
        WriteText(json, "message", $"{finding.Rule.Title}: {finding.Message}. {finding.Fix}");
        json.WriteStartArray("locations");
        WriteLocation(json, finding.Path, finding.Line);
        json.WriteEndArray();
        if (finding.Related.Count > 0)
        {
            json.WriteStartArray("relatedLocations");
            foreach (var path in finding.Related) WriteLocation(json, path, null);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter json, string path, int? line)
    {
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));
        json.WriteString("uriBaseId", "DATA");
        json.WriteEndObject();
        if (line is { } number)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", number);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
