using System.Text.Json;

namespace Vireo.Training.Config;

/// <summary>What values a key takes: reads, writes and describes them.</summary>
/// <typeparam name="T">Type of the value in the configuration records.</typeparam>
internal abstract record ConfigType<T>
{
    /// <summary>What is wanted, in words: "a whole number from 1 to 10".</summary>
    public abstract string Wanted { get; }

    /// <summary>Reads a literal.</summary>
    /// <returns>False when it is not what is wanted.</returns>
    public abstract bool TryParse(ConfigValue value, out T result);

    /// <summary>What was probably meant by a literal that is refused, with a leading space; empty when nobody
    /// knows.</summary>
    public virtual string Hint(ConfigValue value) => "";

    /// <summary>Writes a value as YAML that reads back as the same value.</summary>
    public abstract string Format(T value);

    /// <summary>Writes the keywords of a JSON Schema that describe the values, and the default.</summary>
    public abstract void WriteSchema(Utf8JsonWriter json, T standard);
}
