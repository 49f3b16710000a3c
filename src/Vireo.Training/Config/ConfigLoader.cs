using System.Collections;
using Vireo.Vision.Augment.Yaml;

namespace Vireo.Training.Config;

/// <summary>Puts a configuration together: defaults, then a file, then the environment, then the command
/// line.</summary>
public static class ConfigLoader
{
    private const string Prefix = "VIREO__";

    /// <summary>Reads all sources; a later one wins.</summary>
    /// <param name="file">YAML file; null for none.</param>
    /// <param name="environment">Environment variables; those named <c>VIREO__SECTION__KEY</c> count.</param>
    /// <param name="overrides"><c>section.key=value</c>, in the order given.</param>
    /// <param name="options">Keys that have options of their own; <paramref name="overrides"/> win over them.</param>
    /// <exception cref="UsageException">A key is unknown, a value not what its key takes, a file no YAML, or the
    /// pipeline of augmentations wrong.</exception>
    public static RunConfig Load(
        string? file = null, IReadOnlyDictionary<string, string>? environment = null,
        IEnumerable<string>? overrides = null, IEnumerable<ConfigOverride>? options = null)
    {
        var config = new RunConfig();
        if (file is not null) config = ConfigYaml.Apply(config, ConfigYaml.ReadText(file), file);
        foreach (var (name, value) in (environment ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key))
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) config = FromVariable(config, name, value);
        }

        foreach (var (key, value, source) in options ?? [])
        {
            config = ConfigKeys.Find(key, source).Assign(config, new(value), source);
        }

        foreach (var assignment in overrides ?? []) config = FromOverride(config, assignment);
        config = WithPipelineText(config);
        ConfigChecks.Run(config);
        return config;
    }

    // A run must go on with what it began with, whatever becomes of the file: so its text stands in for its path. A
    // path has no line break, and a text always has one.
    private static RunConfig WithPipelineText(RunConfig config)
    {
        if (config.Augment.Pipeline is not { } pipeline || pipeline.Contains('\n')) return config;
        var text = AugmentationYaml.ReadText(pipeline).ReplaceLineEndings("\n");
        AugmentationYaml.Parse(text, pipeline);
        return config with
        {
            Augment = config.Augment with { Pipeline = text.EndsWith('\n') ? text : text + '\n' },
        };
    }

    /// <summary>The variables of this process, for <see cref="Load"/>.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(pair => $"{pair.Key}", pair => $"{pair.Value}", StringComparer.Ordinal);

    private static RunConfig FromVariable(RunConfig config, string name, string value)
    {
        var variable = name.ToUpperInvariant();
        var key = ConfigKeys.All.FirstOrDefault(key => key.Variable == variable) ?? throw new UsageException("VIR3001",
            $"environment: there is no key for {name}."
            + NearestName.Hint(variable, ConfigKeys.All.Select(key => key.Variable)));
        var source = $"environment, {key.Variable}";
        return key.Assign(config, ConfigValue.Parse(value, source), source);
    }

    private static RunConfig FromOverride(RunConfig config, string assignment)
    {
        var split = assignment.IndexOf('=');
        if (split <= 0)
        {
            throw new UsageException("VIR3004", $"-o {assignment}: wanted is key=value, such as -o augment.flip=0.");
        }

        var source = $"-o {assignment}";
        var key = ConfigKeys.Find(assignment[..split].Trim(), source);
        return key.Assign(config, ConfigValue.Parse(assignment[(split + 1)..], source), source);
    }
}
