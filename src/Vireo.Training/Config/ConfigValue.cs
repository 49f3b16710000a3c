namespace Vireo.Training.Config;

/// <summary>A literal of a configuration: text, a list of texts or of entries with names, or nothing. Its key knows
/// what it means.</summary>
/// <param name="Text">The text; null for nothing or for a list.</param>
/// <param name="Items">The list of texts; null when it is none.</param>
public readonly record struct ConfigValue(string? Text, IReadOnlyList<string>? Items = null)
{
    /// <summary>The list of entries, each with names and plain values; null when it is none.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, ConfigValue>>? Entries { get; init; }

    /// <summary>Whether it is nothing: <c>null</c>, <c>~</c> or empty.</summary>
    public bool IsNull => Text is null && Items is null && Entries is null;

    /// <summary>Reads what stands behind <c>key=</c> on a command line: <c>null</c>, <c>[1, 2]</c>,
    /// <c>[{a: 1, b: 2}]</c>, <c>"text"</c> or plain text.</summary>
    /// <param name="literal">The text.</param>
    /// <param name="source">Where it stands, for messages; null for the text itself.</param>
    /// <exception cref="UsageException"><c>VIR3003</c>: a list of entries is not written as YAML.</exception>
    public static ConfigValue Parse(string literal, string? source = null)
    {
        var text = literal.Trim();
        if (text is ['[', .. var list] && list.TrimStart().StartsWith('{'))
        {
            return ConfigYaml.ReadLiteral(text, source ?? text);
        }

        if (text is ['[', .. var inner, ']'])
        {
            var parts = inner.Split(',', StringSplitOptions.TrimEntries);
            return new(null, inner.Trim().Length == 0 ? [] : [.. parts.Select(Unquote)]);
        }

        return text is ['"', .., '"'] or ['\'', .., '\''] ? new(Unquote(text)) : Plain(text);
    }

    /// <summary>Text without quotes: some of it means nothing.</summary>
    public static ConfigValue Plain(string text) => new(text is "" or "~" or "null" or "Null" or "NULL" ? null : text);

    /// <summary>Written as in a configuration.</summary>
    public override string ToString() => Items is not null ? $"[{string.Join(", ", Items)}]"
        : Entries is not null ? $"[{string.Join(", ", Entries.Select(Written))}]"
        : Text ?? "null";

    private static string Written(IReadOnlyDictionary<string, ConfigValue> entry) =>
        $"{{{string.Join(", ", entry.Select(pair => $"{pair.Key}: {pair.Value}"))}}}";

    private static string Unquote(string text) =>
        text is ['"', .. var a, '"'] ? a : text is ['\'', .. var b, '\''] ? b : text;
}
