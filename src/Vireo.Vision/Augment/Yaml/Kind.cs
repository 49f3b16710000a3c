namespace Vireo.Vision.Augment.Yaml;

/// <summary>One sort of augmentation: its name in YAML and its keys.</summary>
/// <param name="name">The name.</param>
internal abstract class Kind(string name)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>Names of the keys, in the order in which they are written.</summary>
    public abstract IEnumerable<string> Keys { get; }

    /// <summary>Whether an augmentation is of this sort.</summary>
    public abstract bool Fits(Augmentation augmentation);

    /// <summary>Keys that differ from their standard, as written; several lines where there are augmentations
    /// inside.</summary>
    public abstract IReadOnlyList<(string Key, IReadOnlyList<string> Lines)> Write(Augmentation augmentation);

    /// <summary>Reads what stands behind the name; null for the standard values.</summary>
    public abstract Augmentation Read(long line, YamlNode? node, string source);
}
