using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Where the names of classes stand: <c>data.yaml</c>, <c>classes.txt</c>, <c>labels.txt</c>.</summary>
internal static class ClassNames
{
    private const int Most = 1_000_000, MostDepth = 32;
    private const long MostYaml = 4 << 20;
    private static readonly string[] Lists = ["classes.txt", "labels.txt", "label_list.txt", "obj.names"];

    /// <summary>The names in a text file of the root, or null when there is none.</summary>
    public static IReadOnlyList<string>? FromList(FolderScan scan)
    {
        var path = Lists.FirstOrDefault(scan.Has);
        if (path is null) return null;
        var names = new List<string>();
        foreach (var (line, name) in AnnotationFile.Lines(scan.Full(path)))
        {
            // labelImg of some sets writes the background first; it is no class of an object.
            if (names.Count == 0 && name is "__ignore__" or "_background_") continue;
            if (names.Contains(name, StringComparer.Ordinal) && names.Count < 10_000)
                throw AnnotationFile.Bad(path, line, $"the class '{AnnotationFile.Short(name)}' comes twice.");

            names.Add(name);
            if (names.Count > Most) throw AnnotationFile.TooMuch(path, $"it names over {Most} classes");
        }

        return names.Count > 0 ? names : throw AnnotationFile.Bad(path, 0, "it is empty; wanted is a name per line.");
    }

    /// <summary>The names and the number of key points in a YAML of the root, or null when none says.</summary>
    public static YoloNames? FromYaml(FolderScan scan)
    {
        foreach (var path in scan.Files.Where(IsYaml).OrderBy(path => path is "data.yaml" or "data.yml" ? 0 : 1))
        {
            if (Read(scan.Full(path), path) is { Names.Count: > 0 } names) return names;
        }

        return null;
    }

    private static bool IsYaml(string path) =>
        !path.Contains('/') && (path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a YAML by its events: no alias is followed, no tag obeyed.</summary>
    public static YoloNames Read(string full, string path)
    {
        var bytes = AnnotationFile.ReadAll(full, MostYaml);
        using var reader = new StreamReader(new MemoryStream(bytes));
        var parser = new Parser(reader);
        try
        {
            var names = new YoloNames();
            for (var depth = 0; parser.MoveNext();)
            {
                if (parser.Current is MappingStart or SequenceStart) depth++;
                else if (parser.Current is MappingEnd or SequenceEnd) depth--;
                else if (depth == 1 && parser.Current is Scalar { Value: var key }) Value(parser, key, names, path);
                if (depth > MostDepth) throw AnnotationFile.TooMuch(path, "it nests too deeply");
            }

            return names;
        }
        catch (YamlException e)
        {
            throw new BadDataException(
                "VIR1031", $"{path}, line {e.Start.Line}: it is no YAML: {AnnotationFile.Short(e.Message)}", e);
        }
        catch (Exception e) when (e is not VireoException)
        {
            // The parser stumbles over some damaged files instead of saying what is wrong with them.
            throw new BadDataException("VIR1031", $"{path}, line {Line(parser)}: it is no YAML.", e);
        }
    }

    // Behind a key of the outermost mapping.
    private static void Value(Parser parser, string key, YoloNames names, string path)
    {
        if (key == "names" && parser.MoveNext())
        {
            if (parser.Current is SequenceStart) names.Names.AddRange(Scalars(parser, path));
            else if (parser.Current is MappingStart) Numbered(Scalars(parser, path), names.Names, path);
            else throw AnnotationFile.Bad(path, Line(parser), "names are neither a list nor numbered.");
        }
        else if (key == "kpt_shape" && parser.MoveNext() && parser.Current is SequenceStart)
        {
            var shape = Scalars(parser, path);
            if (shape.Count != 2)
                throw AnnotationFile.Bad(path, Line(parser), "kpt_shape is not [points, dimensions].");
            names.Points = AnnotationFile.Count(shape[0], 1000, path, Line(parser), "kpt_shape");
            names.Dimensions = AnnotationFile.Count(shape[1], 3, path, Line(parser), "kpt_shape");
        }
        else if (key is not ("names" or "kpt_shape") && parser.MoveNext())
        {
            Skip(parser, path);
        }
    }

    private static void Skip(Parser parser, string path)
    {
        var depth = 0;
        do
        {
            if (parser.Current is MappingStart or SequenceStart) depth++;
            else if (parser.Current is MappingEnd or SequenceEnd) depth--;
            if (depth > MostDepth) throw AnnotationFile.TooMuch(path, "it nests too deeply");
        }
        while (depth > 0 && parser.MoveNext());
    }

    private static List<string> Scalars(Parser parser, string path)
    {
        var values = new List<string>();
        while (parser.MoveNext() && parser.Current is not (SequenceEnd or MappingEnd))
        {
            if (parser.Current is not Scalar { Value: var value })
                throw AnnotationFile.Bad(path, Line(parser), "here is wanted a plain text.");

            values.Add(value);
            if (values.Count > 2 * Most) throw AnnotationFile.TooMuch(path, $"it names over {Most} classes");
        }

        return values;
    }

    private static void Numbered(List<string> pairs, List<string> names, string path)
    {
        for (var i = 0; i + 1 < pairs.Count; i += 2)
        {
            if (AnnotationFile.Count(pairs[i], Most, path, 0, "the number of a class") != names.Count)
                throw AnnotationFile.Bad(path, 0, "the classes are not numbered 0, 1, 2 and so on.");

            names.Add(pairs[i + 1]);
        }
    }

    private static int Line(Parser parser) => (int)(parser.Current?.Start.Line ?? 0);
}

/// <summary>What a YOLO data file says of classes and key points.</summary>
internal sealed class YoloNames
{
    public List<string> Names { get; } = [];

    public int Points { get; set; }

    public int Dimensions { get; set; }
}
