namespace Vireo.Vision.Augment.Yaml;

/// <summary>A value, a list or a mapping of a YAML text, and the line where it begins.</summary>
/// <param name="Line">Counted from 1.</param>
internal sealed record YamlNode(long Line)
{
    /// <summary>The text of a plain or quoted value.</summary>
    public string? Text { get; init; }

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<YamlNode>? Items { get; init; }

    /// <summary>The keys of a mapping and what stands behind them.</summary>
    public IReadOnlyList<(YamlNode Key, YamlNode Value)>? Entries { get; init; }

    /// <summary>What it is, for messages.</summary>
    public string Kind => Items is not null ? "a list" : Entries is not null ? "keys and values" : $"'{Short(Text)}'";

    /// <summary>Text of a file as a message can hold it.</summary>
    public static string Short(string? text)
    {
        const int Most = 40;
        var line = string.Concat((text ?? "").Take(Most).Select(c => char.IsControl(c) ? ' ' : c));
        return text?.Length > Most ? $"{line}…" : line;
    }
}
