using System.Text.Json;

namespace Vireo.Training.Config;

/// <summary>One key of the configuration: its name, what it takes, what it means.</summary>
public abstract class ConfigKey
{
    private protected ConfigKey(string section, string name, string doc) => (Section, Name, Doc) = (section, name, doc);

    /// <summary>Section it stands in, such as <c>train</c>.</summary>
    public string Section { get; }

    /// <summary>Name within the section, such as <c>batch_size</c>.</summary>
    public string Name { get; }

    /// <summary>Section and name: <c>train.batch_size</c>.</summary>
    public string FullName => $"{Section}.{Name}";

    /// <summary>Name of the environment variable that sets it: <c>VIREO__TRAIN__BATCH_SIZE</c>.</summary>
    public string Variable => $"VIREO__{Section}__{Name}".ToUpperInvariant();

    /// <summary>What it means, in a line.</summary>
    public string Doc { get; }

    /// <summary>Values taken, in words.</summary>
    public abstract string Wanted { get; }

    /// <summary>The value in a configuration, written as YAML.</summary>
    public abstract string Format(RunConfig config);

    /// <summary>The configuration with another value.</summary>
    /// <param name="config">Where to change it.</param>
    /// <param name="value">The literal.</param>
    /// <param name="source">Where the literal stands, for the message.</param>
    /// <exception cref="UsageException"><c>VIR3002</c>: it is not what the key takes.</exception>
    public abstract RunConfig Assign(RunConfig config, ConfigValue value, string source);

    /// <summary>Writes the keywords of a JSON Schema that describe the value.</summary>
    internal abstract void WriteSchema(Utf8JsonWriter json, RunConfig standard);
}

/// <summary>A key with a value of some type.</summary>
internal sealed class ConfigKey<T>(
    string section, string name, string doc, ConfigType<T> type,
    Func<RunConfig, T> get, Func<RunConfig, T, RunConfig> set)
    : ConfigKey(section, name, doc)
{
    public override string Wanted => type.Wanted;

    public override string Format(RunConfig config) => type.Format(get(config));

    public override RunConfig Assign(RunConfig config, ConfigValue value, string source)
    {
        if (type.TryParse(value, out var result)) return set(config, result);
        throw new UsageException("VIR3002", $"{source}: {FullName} is {value}; wanted is {Wanted}.{type.Hint(value)}");
    }

    internal override void WriteSchema(Utf8JsonWriter json, RunConfig standard)
    {
        json.WriteString("description", Doc);
        type.WriteSchema(json, get(standard));
    }
}
