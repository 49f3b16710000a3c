namespace Vireo.Vision.Augment.Yaml;

/// <summary>Augmentations inside augmentations, to YAML and back.</summary>
internal static class AugmentationTree
{
    /// <summary>Lines of a list, not indented.</summary>
    public static List<string> WriteList(IEnumerable<Augmentation> augmentations)
    {
        List<string> lines = [];
        foreach (var augmentation in augmentations)
        {
            var node = Write(augmentation);
            lines.AddRange(node.Select((line, i) => (i == 0 ? "- " : "  ") + line));
        }

        return lines;
    }

    /// <summary>Lines of one augmentation, not indented.</summary>
    /// <exception cref="ArgumentException">It is of no sort that has a name.</exception>
    public static IReadOnlyList<string> Write(Augmentation augmentation)
    {
        var kind = AugmentationKinds.All.FirstOrDefault(kind => kind.Fits(augmentation)) ?? throw new ArgumentException(
            $"{augmentation.GetType().Name} is no augmentation of this library and has no name in YAML.");
        var keys = kind.Write(augmentation);
        if (keys.Count == 0)
            return [kind.Name];
        if (keys.All(key => key.Lines.Count == 1))
            return [$"{kind.Name}: {{{string.Join(", ", keys.Select(key => $"{key.Key}: {key.Lines[0]}"))}}}"];

        return
        [
            $"{kind.Name}:",
            .. keys.SelectMany(key => key.Lines.Select((line, i) =>
                i > 0 ? $"    {line}" : line.Length > 0 ? $"  {key.Key}: {line}" : $"  {key.Key}:")),
        ];
    }

    /// <summary>Reads a list.</summary>
    public static ValueList<Augmentation> ReadList(YamlNode node, string source) => node.Items is { } items
        ? [.. items.Select(item => Read(item, source))]
        : throw new UsageException(
            "VIR1152", $"{source}, line {node.Line}: wanted is a list of augmentations, not {node.Kind}.");

    /// <summary>Reads one augmentation: a name, or a name with keys, or a list that is a sequence.</summary>
    public static Augmentation Read(YamlNode node, string source)
    {
        if (node.Items is not null)
            return new Sequence { Steps = ReadList(node, source) };
        if (node.Entries is { Count: not 1 } several)
        {
            throw new UsageException("VIR1152", $"{source}, line {node.Line}: wanted is one augmentation, "
                + $"a name and its keys; here are {several.Count} names. Begin each with '- ', and indent its keys.");
        }

        var (name, value) = node.Entries is [var (key, behind)] ? (key, behind) : (node, null);
        var kind = AugmentationKinds.All.FirstOrDefault(kind => kind.Name == name.Text)
            ?? throw new UsageException("VIR1151",
                $"{source}, line {name.Line}: there is no augmentation '{YamlNode.Short(name.Text)}'."
                + (NearestName.Hint(name.Text ?? "", AugmentationKinds.All.Select(kind => kind.Name))
                    is { Length: > 0 } hint ? hint : " docs/augmentation.md lists them."));
        return kind.Read(name.Line, value, source);
    }
}
