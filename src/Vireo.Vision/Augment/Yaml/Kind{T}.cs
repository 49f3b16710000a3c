namespace Vireo.Vision.Augment.Yaml;

/// <summary>One sort of augmentation and how each of its properties is read and written; no reflection.</summary>
/// <param name="name">The name in YAML.</param>
/// <param name="standard">One with the standard values; those of required keys are never used.</param>
internal sealed class Kind<T>(string name, T standard) : Kind(name)
    where T : Augmentation
{
    private readonly List<Property> _properties = [];

    private delegate T Assign(T augmentation, YamlNode node, string place);

    public override IEnumerable<string> Keys => _properties.Select(property => property.Key);

    /// <summary>Adds a key.</summary>
    public Kind<T> With<TValue>(
        string key, Form<TValue> form, Func<T, TValue> get, Func<T, TValue, T> set, bool required = false)
    {
        _properties.Add(new(key, required,
            a => !required && EqualityComparer<TValue>.Default.Equals(get(a), get(standard))
                ? [] : [form.Write(get(a))],
            (a, node, place) =>
            {
                if (!form.TryRead(node, out var value))
                    throw Wrong($"wanted is {form.Wanted}", node, place, key);
                try
                {
                    return set(a, value);
                }
                catch (ArgumentException failure)
                {
                    throw Wrong(failure.Message.ReplaceLineEndings("\n").Split('\n', '(')[0].Trim(), node, place, key);
                }
            }));
        return this;
    }

    /// <summary>Adds a key whose value is a list of augmentations.</summary>
    public Kind<T> WithSteps(
        string key, Func<T, ValueList<Augmentation>> get, Func<T, ValueList<Augmentation>, T> set)
    {
        _properties.Add(new(key, true,
            a => get(a).Count == 0 ? ["[]"] : ["", .. AugmentationTree.WriteList(get(a))],
            (a, node, place) => set(a, AugmentationTree.ReadList(node, place))));
        return this;
    }

    public override bool Fits(Augmentation augmentation) => augmentation is T;

    public override IReadOnlyList<(string Key, IReadOnlyList<string> Lines)> Write(Augmentation augmentation) =>
    [
        .. _properties.Select(property => (property.Key, property.Write((T)augmentation)))
            .Where(pair => pair.Item2.Count > 0),
    ];

    public override Augmentation Read(long line, YamlNode? node, string source)
    {
        var entries = node switch
        {
            null or { Text: "" or "~" or "null" } => [],
            { Entries: { } some } => some,
            _ => throw Wrong($"wanted are keys of {Name}", node, source, Name),
        };
        if (entries.FirstOrDefault(entry => !Keys.Contains(entry.Key.Text)).Key is { } unknown)
        {
            throw new UsageException("VIR1151",
                $"{source}, line {unknown.Line}: {Name} has no key '{YamlNode.Short(unknown.Text)}'."
                + (NearestName.Hint(unknown.Text ?? "", Keys) is { Length: > 0 } hint
                    ? hint : $" It has {string.Join(", ", Keys)}."));
        }

        // In the order of the table, so that a key can rely on those before it however they are written down.
        var result = standard;
        foreach (var property in _properties)
        {
            if (entries.FirstOrDefault(entry => entry.Key.Text == property.Key).Value is { } value)
                result = property.Read(result, value, source);
            else if (property.Required)
            {
                throw new UsageException(
                    "VIR1152", $"{source}, line {line}: {Name} needs the key '{property.Key}'.");
            }
        }

        return result;
    }

    private UsageException Wrong(string reason, YamlNode node, string source, string key) => new("VIR1152",
        $"{source}, line {node.Line}: {(key == Name ? Name : $"{Name}.{key}")} is {node.Kind}; {reason.TrimEnd('.')}.");

    private sealed record Property(string Key, bool Required, Func<T, IReadOnlyList<string>> Write, Assign Read);
}
