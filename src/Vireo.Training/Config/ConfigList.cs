using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Vireo.Training.Config;

/// <summary>A list of which each item is read, written and described by itself.</summary>
/// <typeparam name="T">Type of an item in the configuration records.</typeparam>
/// <typeparam name="TLiteral">What an item is written as: a text, or an entry with names.</typeparam>
internal abstract record ConfigList<T, TLiteral> : ConfigType<ValueList<T>>
{
    public override bool TryParse(ConfigValue value, out ValueList<T> result)
    {
        result = [];
        if (Literals(value) is not { } literals) return false;
        var items = new List<T>();
        foreach (var literal in literals)
        {
            if (!TryParseItem(literal, out var item)) return false;
            items.Add(item);
        }

        result = [.. items];
        return true;
    }

    public override string Format(ValueList<T> value) => $"[{string.Join(", ", value.Select(FormatItem))}]";

    public override void WriteSchema(Utf8JsonWriter json, ValueList<T> standard)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        WriteItemSchema(json);
        json.WriteEndObject();
        json.WriteStartArray("default");
        // Numbers look as in YAML; no list of entries has a default.
        foreach (var item in standard) json.WriteRawValue(FormatItem(item));
        json.WriteEndArray();
    }

    /// <summary>The items of a literal; null when it is no such list.</summary>
    protected abstract IEnumerable<TLiteral>? Literals(ConfigValue value);

    protected abstract bool TryParseItem(TLiteral literal, [MaybeNullWhen(false)] out T item);

    protected abstract string FormatItem(T item);

    /// <summary>Writes the keywords of a JSON Schema that describe one item.</summary>
    protected abstract void WriteItemSchema(Utf8JsonWriter json);

    /// <summary>Literals of entries: an empty list has none that could tell it from one of texts.</summary>
    protected static IEnumerable<IReadOnlyDictionary<string, ConfigValue>>? Entries(ConfigValue value) =>
        value.Items is { Count: 0 } ? [] : value.Entries;

    /// <summary>Writes the schema of an entry.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="required">Names that every entry has.</param>
    /// <param name="properties">Names, types, and smallest values of those that are numbers.</param>
    protected static void WriteEntrySchema(
        Utf8JsonWriter json, ReadOnlySpan<string> required,
        params ReadOnlySpan<(string Name, string Type, int? Minimum)> properties)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartArray("required");
        foreach (var name in required) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartObject("properties");
        foreach (var (name, type, minimum) in properties)
        {
            json.WriteStartObject(name);
            json.WriteString("type", type);
            if (minimum is { } least) json.WriteNumber("minimum", least);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
