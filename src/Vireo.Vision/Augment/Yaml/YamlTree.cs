using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Vireo.Vision.Augment.Yaml;

/// <summary>Builds the tree of a YAML text from the parser's events, within limits: no anchors, aliases or
/// tags.</summary>
internal sealed class YamlTree
{
    private const int MostDepth = 64, MostNodes = 100_000, MostCharacters = 1 << 20;
    private readonly Parser _parser;
    private readonly string _source;
    private int _nodes;

    private YamlTree(string yaml, string source) => (_parser, _source) = (new(new StringReader(yaml)), source);

    /// <summary>Reads one document.</summary>
    /// <exception cref="UsageException"><c>VIR1150</c>: it is no YAML of this form.</exception>
    public static YamlNode Read(string yaml, string source)
    {
        if (yaml.Length > MostCharacters)
            throw new UsageException("VIR1150", $"{source} is over 1 MB, which no pipeline is.");

        try
        {
            return new YamlTree(yaml, source).Document();
        }
        catch (YamlException failure)
        {
            throw new UsageException("VIR1150", $"{source}, line {failure.Start.Line}: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is not VireoException)
        {
            // The parser stumbles over some damaged texts instead of saying what is wrong with them.
            throw new UsageException("VIR1150", $"{source} is no YAML: {failure.Message}", failure);
        }
    }

    private YamlNode Document()
    {
        Next();
        if (Next() is not DocumentStart)
            throw Bad("it is empty; wanted is a list of augmentations");

        Next();
        var root = Node(0);
        Next();
        return Next() is StreamEnd ? root : throw Bad("there is more than one document");
    }

    private YamlNode Node(int depth)
    {
        if (depth > MostDepth || ++_nodes > MostNodes)
            throw Bad("it is nested too deeply or too long");
        if (_parser.Current is not NodeEvent current)
            throw Bad("a value is wanted here; aliases have no meaning");
        if (!current.Anchor.IsEmpty || !current.Tag.IsEmpty)
            throw Bad("anchors and tags have no meaning here");

        var line = current.Start.Line;
        return current switch
        {
            Scalar scalar => new(line) { Text = scalar.Value },
            SequenceStart => new(line) { Items = Items(depth) },
            _ => new(line) { Entries = Entries(depth) },
        };
    }

    private List<YamlNode> Items(int depth)
    {
        List<YamlNode> items = [];
        while (Next() is not SequenceEnd)
            items.Add(Node(depth + 1));

        return items;
    }

    private List<(YamlNode, YamlNode)> Entries(int depth)
    {
        List<(YamlNode, YamlNode)> entries = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (Next() is not MappingEnd)
        {
            var key = Node(depth + 1);
            if (key.Text is not { } name)
                throw Bad("a name is wanted here");
            if (!seen.Add(name))
                throw Bad($"'{YamlNode.Short(name)}' is given twice");

            Next();
            entries.Add((key, Node(depth + 1)));
        }

        return entries;
    }

    private ParsingEvent? Next()
    {
        do
            _parser.MoveNext();
        while (_parser.Current is Comment);

        return _parser.Current;
    }

    private UsageException Bad(string what) =>
        new("VIR1150", $"{_source}, line {_parser.Current?.Start.Line ?? 0}: {what}.");
}
