using System.Text;
using System.Text.Json;

namespace Vireo.Training.Config;

/// <summary>Describes the configuration for editors and for people.</summary>
public static class ConfigSchema
{
    /// <summary>The JSON Schema (draft 2020-12) of a configuration file.</summary>
    public static string Write()
    {
        var bytes = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JsonTextEncoder.Readable };
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "Vireo training run");
            WriteObject(json, ConfigKeys.All.GroupBy(key => key.Section), section => section.Key,
                section => WriteObject(json, section, key => key.Name, key => key.WriteSchema(json, new())));
            json.WriteEndObject();
        }

        return $"{Encoding.UTF8.GetString(bytes.ToArray())}\n";
    }

    /// <summary>A Markdown table of all keys: name, default, values, meaning.</summary>
    public static string WriteMarkdown()
    {
        var text = new StringBuilder("| key | default | takes | meaning |\n|---|---|---|---|\n");
        var standard = new RunConfig();
        foreach (var key in ConfigKeys.All)
        {
            text.Append($"| `{key.FullName}` | `{key.Format(standard)}` | {key.Wanted} | {key.Doc} |\n");
        }

        return text.ToString();
    }

    private static void WriteObject<T>(Utf8JsonWriter json, IEnumerable<T> items, Func<T, string> name, Action<T> write)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        foreach (var item in items)
        {
            json.WriteStartObject(name(item));
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
