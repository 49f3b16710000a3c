namespace Vireo.Vision.Augment.Yaml;

/// <summary>How a value of one kind stands in YAML.</summary>
/// <param name="wanted">What is wanted, for messages.</param>
/// <param name="read">From a node; false when it is something else.</param>
/// <param name="write">As it stands in a line.</param>
internal sealed class Form<TValue>(string wanted, Form<TValue>.Reader read, Func<TValue, string> write)
{
    /// <summary>Tries to read a node.</summary>
    public delegate bool Reader(YamlNode node, out TValue value);

    /// <summary>What is wanted, for messages.</summary>
    public string Wanted { get; } = wanted;

    /// <summary>From a node; false when it is something else.</summary>
    public bool TryRead(YamlNode node, out TValue value) => read(node, out value);

    /// <summary>As it stands in a line.</summary>
    public string Write(TValue value) => write(value);
}
