using System.Xml;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>One Pascal VOC XML. No DTD, no entities, nothing fetched; folders and paths in it are foreign and
/// ignored.</summary>
internal sealed class VocFile
{
    private const int MostSide = 1_000_000, MostObjects = 1_000_000;
    private static readonly XmlReaderSettings Safe = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        MaxCharactersInDocument = 64 << 20,
    };

    private readonly string _path;
    private readonly XmlReader _xml;
    private readonly DatasetReadOptions _options;
    private readonly List<(string Name, ObjectTarget Target, int Line)> _objects = [];

    private VocFile(string path, XmlReader xml, DatasetReadOptions options) =>
        (_path, _xml, _options) = (path, xml, options);

    /// <summary>Name of the image as the labelling tool knew it.</summary>
    public string? ImageName { get; private set; }

    /// <summary>Size as stated.</summary>
    public ImageSize? Size { get; private set; }

    /// <summary>The objects with the names of their classes, in file order.</summary>
    public IReadOnlyList<(string Name, ObjectTarget Target, int Line)> Objects => _objects;

    /// <summary>Reads a file.</summary>
    /// <param name="full">Where it is.</param>
    /// <param name="path">What errors call it.</param>
    /// <param name="options">What the corners of boxes are, and whether to go past faults.</param>
    public static VocFile Read(string full, string path, DatasetReadOptions options)
    {
        using var stream = AnnotationFile.Open(full, AnnotationFile.MostBytes);
        using var xml = XmlReader.Create(stream, Safe);
        try
        {
            var file = new VocFile(path, xml, options);
            file.ReadAll();
            return file;
        }
        catch (XmlException e)
        {
            throw new BadDataException(
                "VIR1031",
                    $"{path}, line {Math.Max(1, e.LineNumber)}: it is no XML: {AnnotationFile.Short(e.Message)}", e);
        }
        catch (IOException e)
        {
            throw new BadDataException("VIR1030", $"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Whether a file begins as VOC's do.</summary>
    public static bool Looks(string full)
    {
        using var stream = AnnotationFile.Open(full, long.MaxValue);
        using var xml = XmlReader.Create(stream, Safe);
        try
        {
            return xml.MoveToContent() == XmlNodeType.Element && xml.Name == "annotation";
        }
        catch (Exception e) when (e is XmlException or IOException)
        {
            return false;
        }
    }

    private int Line => _xml is IXmlLineInfo info ? info.LineNumber : 0;

    private void ReadAll()
    {
        if (_xml.MoveToContent() != XmlNodeType.Element || _xml.Name != "annotation")
            throw AnnotationFile.Bad(_path, Line, "the root is not <annotation>.");

        Children(name =>
        {
            switch (name)
            {
                case "filename": ImageName = Text(); break;
                case "size": ReadSize(); break;
                case "object": TryObject(); break;
                default: _xml.Skip(); break;
            }
        });
        while (_xml.Read()) continue; // Something wrong behind the root is wrong too.
    }

    // The reader stands on an element; afterwards behind its end.
    private void Children(Action<string> child)
    {
        if (_xml.IsEmptyElement)
        {
            _xml.Read();
            return;
        }

        _xml.Read();
        while (_xml.NodeType != XmlNodeType.EndElement)
        {
            if (_xml.NodeType == XmlNodeType.Element) child(_xml.Name);
            else if (!_xml.Read()) throw AnnotationFile.Bad(_path, Line, "the file ends too early.");
        }

        _xml.Read();
    }

    private string Text()
    {
        if (_xml.IsEmptyElement)
        {
            _xml.Read();
            return "";
        }

        var text = "";
        _xml.Read();
        while (_xml.NodeType != XmlNodeType.EndElement)
        {
            if (_xml.NodeType == XmlNodeType.Element) _xml.Skip();
            else
            {
                if (_xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) text += _xml.Value;
                if (!_xml.Read()) throw AnnotationFile.Bad(_path, Line, "the file ends too early.");
            }
        }

        _xml.Read();
        return text.Trim();
    }

    private void ReadSize()
    {
        int width = 0, height = 0;
        Children(name =>
        {
            var line = Line;
            if (name == "width") width = AnnotationFile.Count(Text(), MostSide, _path, line, "the width");
            else if (name == "height") height = AnnotationFile.Count(Text(), MostSide, _path, line, "the height");
            else _xml.Skip();
        });
        Size = width > 0 && height > 0 ? new(width, height) : null;
    }

    private void TryObject()
    {
        var depth = _xml.Depth;
        try
        {
            ReadObject();
        }
        catch (BadDataException fault) when (_options.Faults is not null)
        {
            _options.Report(_path, fault);
            while (_xml.Depth > depth && _xml.Read()) continue;
            if (_xml.NodeType == XmlNodeType.EndElement && _xml.Name == "object") _xml.Read();
        }
    }

    private void ReadObject()
    {
        var line = Line;
        string? label = null;
        var target = new ObjectTarget { Class = 0 };
        Children(name =>
        {
            var at = Line;
            switch (name)
            {
                case "name": label = Text(); break;
                case "pose": target = target with { Pose = Text() }; break;
                case "truncated": target = target with { Truncated = Flag(Text(), at) }; break;
                case "difficult": target = target with { Difficult = Flag(Text(), at) }; break;
                case "occluded": target = target with { Occluded = Flag(Text(), at) }; break;
                case "bndbox": target = target with { Box = ReadBox() }; break;
                default: _xml.Skip(); break;
            }
        });
        if (string.IsNullOrEmpty(label)) throw AnnotationFile.Bad(_path, line, "an <object> has no <name>.");
        if (target.Box is null) throw AnnotationFile.Bad(_path, line, "an <object> has no <bndbox>.");
        _objects.Add((label, target, line));
        if (_objects.Count > MostObjects) throw AnnotationFile.TooMuch(_path, $"it has over {MostObjects} objects");
    }

    private Box ReadBox()
    {
        var line = Line;
        decimal? xmin = null, ymin = null, xmax = null, ymax = null;
        Children(name =>
        {
            var at = Line;
            switch (name)
            {
                case "xmin": xmin = AnnotationFile.Number(Text(), _path, at, name); break;
                case "ymin": ymin = AnnotationFile.Number(Text(), _path, at, name); break;
                case "xmax": xmax = AnnotationFile.Number(Text(), _path, at, name); break;
                case "ymax": ymax = AnnotationFile.Number(Text(), _path, at, name); break;
                default: _xml.Skip(); break;
            }
        });
        if (xmin is null || ymin is null || xmax is null || ymax is null)
            throw AnnotationFile.Bad(_path, line, "a <bndbox> lacks one of xmin, ymin, xmax, ymax.");

        return BoxConvention.FromVoc(xmin.Value, ymin.Value, xmax.Value, ymax.Value, _options.VocCorners);
    }

    private bool Flag(string text, int line) => text switch
    {
        "0" or "" or "false" or "False" or "no" => false,
        "1" or "true" or "True" or "yes" => true,
        _ => throw AnnotationFile.Bad(_path, line, $"'{AnnotationFile.Short(text)}' is neither 0 nor 1."),
    };
}
