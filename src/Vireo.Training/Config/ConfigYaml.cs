using System.Text;
using Vireo.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Vireo.Training.Config;

/// <summary>The configuration as YAML: sections of keys, two levels, no anchors, aliases or tags.</summary>
public static class ConfigYaml
{
    private const long MostBytes = 1 << 20;

    /// <summary>Writes all keys with their meaning as comments; reads back as the same configuration.</summary>
    public static string Write(RunConfig config)
    {
        var text = new StringBuilder();
        foreach (var section in ConfigKeys.All.GroupBy(key => key.Section))
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(section.Key).Append(":\n");
            foreach (var key in section)
            {
                text.Append($"  # {key.Doc} Takes {key.Wanted}.\n  {key.Name}: {key.Format(config)}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Writes a file; see <see cref="AtomicFile"/>.</summary>
    public static void WriteFile(string path, RunConfig config) => AtomicFile.WriteText(path, Write(config));

    /// <summary>Changes what a YAML text says, and leaves the rest.</summary>
    /// <param name="config">Where to start.</param>
    /// <param name="yaml">The text.</param>
    /// <param name="source">Name of the text, for messages.</param>
    /// <exception cref="UsageException">It is no YAML of this form (<c>VIR3003</c>), or a key or value is
    /// wrong.</exception>
    public static RunConfig Apply(RunConfig config, string yaml, string source) =>
        Parse(source, () => new Reader(yaml, source).Apply(config));

    /// <summary>Reads a value as it would stand behind a key.</summary>
    internal static ConfigValue ReadLiteral(string text, string source) =>
        Parse(source, () => new Reader(text, source).Literal());

    private static T Parse<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (YamlException failure)
        {
            throw new UsageException("VIR3003", $"{source}, line {failure.Start.Line}: {failure.Message}", failure);
        }
        catch (InvalidOperationException failure)
        {
            // The parser stumbles over some damaged texts instead of saying what is wrong with them.
            throw new UsageException("VIR3003", $"{source} is no YAML: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a configuration file, not too large.</summary>
    internal static string ReadText(string path)
    {
        if (!File.Exists(path)) throw new UsageException("VIR3003", $"there is no configuration file {path}.");
        if (new FileInfo(path).Length > MostBytes)
        {
            throw new UsageException("VIR3003", $"{path} is over {MostBytes >> 20} MB, which no configuration is.");
        }

        return File.ReadAllText(path);
    }

    /// <summary>Walks over the events of the YAML parser, so that nothing is built that a hostile file could blow
    /// up.</summary>
    private sealed class Reader(string yaml, string source)
    {
        private readonly Parser _parser = new(new StringReader(yaml));
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        public RunConfig Apply(RunConfig config)
        {
            Next<StreamStart>("a stream");
            if (Next() is StreamEnd) return config; // An empty file changes nothing.
            if (Next() is Scalar { Value: "" }) return config;
            Is<MappingStart>("sections at the top");
            while (Next() is not MappingEnd) config = Section(config, Name(), Line);
            Next<DocumentEnd>("the end");
            Next<StreamEnd>("one document only");
            return config;
        }

        public ConfigValue Literal()
        {
            Next<StreamStart>("a stream");
            Next<DocumentStart>("a value");
            Next();
            var value = Value();
            Next<DocumentEnd>("the end");
            Next<StreamEnd>("one value only");
            return value;
        }

        private long Line => _parser.Current?.Start.Line ?? 0;

        private RunConfig Section(RunConfig config, string section, long line)
        {
            if (!ConfigKeys.All.Any(key => key.Section == section))
            {
                throw new UsageException("VIR3001", $"{source}, line {line}: there is no section '{section}'."
                    + NearestName.Hint(section, ConfigKeys.All.Select(key => key.Section).Distinct()));
            }

            if (Next() is Scalar { Value: "" }) return config; // 'train:' with nothing below.
            Is<MappingStart>($"keys below '{section}'");
            while (Next() is not MappingEnd) config = Assign(config, $"{section}.{Name()}");
            return config;
        }

        private RunConfig Assign(RunConfig config, string name)
        {
            var place = $"{source}, line {Line}";
            if (!_seen.Add(name)) throw new UsageException("VIR3003", $"{place}: {name} is given twice.");
            var key = ConfigKeys.Find(name, place);
            Next();
            return key.Assign(config, Value(), place);
        }

        private ConfigValue Value()
        {
            if (_parser.Current is Scalar scalar) return Value(scalar);
            Is<SequenceStart>("a value or a list");
            var items = new List<string>();
            var entries = new List<IReadOnlyDictionary<string, ConfigValue>>();
            while (Next() is not SequenceEnd)
            {
                if (_parser.Current is MappingStart && items.Count == 0) entries.Add(Entry());
                else if (entries.Count == 0) items.Add(Is<Scalar>("a plain value").Value);
                else Is<MappingStart>("an entry like those before");
            }

            return entries.Count > 0 ? new(null) { Entries = entries } : new(null, items);
        }

        private Dictionary<string, ConfigValue> Entry()
        {
            CheckPlain(Is<MappingStart>("an entry"));
            var entry = new Dictionary<string, ConfigValue>(StringComparer.Ordinal);
            while (Next() is not MappingEnd)
            {
                var (name, place) = (Name(), Line);
                Next();
                if (entry.TryAdd(name, Value(Is<Scalar>("a plain value")))) continue;
                throw new UsageException("VIR3003", $"{source}, line {place}: {name} is given twice.");
            }

            return entry;
        }

        private ConfigValue Value(Scalar scalar)
        {
            CheckPlain(scalar);
            return scalar.Style == ScalarStyle.Plain ? ConfigValue.Plain(scalar.Value) : new(scalar.Value);
        }

        private string Name()
        {
            var scalar = Is<Scalar>("a name");
            CheckPlain(scalar);
            return scalar.Value;
        }

        private void CheckPlain(NodeEvent node)
        {
            if (node.Anchor.IsEmpty && node.Tag.IsEmpty) return;
            throw new UsageException("VIR3003", $"{source}, line {Line}: anchors and tags have no meaning here.");
        }

        private ParsingEvent? Next()
        {
            do _parser.MoveNext();
            while (_parser.Current is Comment);
            return _parser.Current;
        }

        private T Next<T>(string wanted)
            where T : ParsingEvent
        {
            Next();
            return Is<T>(wanted);
        }

        private T Is<T>(string wanted)
            where T : ParsingEvent => _parser.Current as T
            ?? throw new UsageException("VIR3003", $"{source}, line {Line}: expected {wanted}.");
    }
}
