namespace Vireo.Vision.Augment.Yaml;

/// <summary>Augmentations as YAML: a list of names, each with the keys that differ from their standard.</summary>
/// <remarks>Names and keys are those of the records, in lower case with underscores. Reading is strict: what is
/// unknown, twice, missing or out of range is refused with its line.</remarks>
public static class AugmentationYaml
{
    private const long MostBytes = 1 << 20;

    /// <summary>Names of all augmentations, each with its keys.</summary>
    public static IReadOnlyList<(string Name, ValueList<string> Keys)> Names { get; } =
        [.. AugmentationKinds.All.Select(kind => (kind.Name, (ValueList<string>)[.. kind.Keys]))];

    /// <summary>Writes an augmentation with all that is inside; it reads back as an equal one.</summary>
    /// <exception cref="ArgumentException">A part of it is no augmentation of this library.</exception>
    public static string Write(Augmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        var lines = augmentation is Sequence { Steps.Count: > 0, Probability: 1 } steps
            ? AugmentationTree.WriteList(steps.Steps) : AugmentationTree.Write(augmentation);
        return string.Concat(lines.Select(line => $"{line}\n"));
    }

    /// <summary>Reads an augmentation; a list is a <see cref="Sequence"/>.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">Name of the text, for messages.</param>
    /// <exception cref="UsageException">It is no YAML of this form (<c>VIR1150</c>), a name or key is unknown
    /// (<c>VIR1151</c>), or a value is wrong or missing (<c>VIR1152</c>).</exception>
    public static Augmentation Parse(string yaml, string source = "pipeline")
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return AugmentationTree.Read(YamlTree.Read(yaml, source), source);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">As <see cref="Parse"/>; <c>VIR1155</c>: the file cannot be read.</exception>
    public static Augmentation Read(string path) => Parse(ReadText(path), path);

    /// <summary>The text of a file, not too large.</summary>
    /// <exception cref="UsageException"><c>VIR1155</c>: the file cannot be read.</exception>
    public static string ReadText(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
                throw new UsageException("VIR1155", $"{path} is over 1 MB, which no pipeline is.");

            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException("VIR1155", $"the pipeline {path} cannot be read: {e.Message}", e);
        }
    }
}
