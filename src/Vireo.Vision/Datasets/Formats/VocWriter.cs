using System.Xml;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Pascal VOC: <c>JPEGImages</c>, <c>Annotations</c>, <c>ImageSets/Main/PART.txt</c>,
/// <c>labels.txt</c>.</summary>
internal static class VocWriter
{
    private static readonly XmlWriterSettings Readable = new()
    {
        Indent = true, IndentChars = "  ", NewLineChars = "\n", OmitXmlDeclaration = true, CheckCharacters = true,
    };

    public static void Write(DatasetOutput output)
    {
        var dataset = output.Dataset;
        foreach (var sample in dataset.Samples)
        {
            var name = Name(output, sample);
            output.WriteImage(sample, $"JPEGImages/{name}");
            WriteFile(output, sample, name);
            output.LoseImageTargets(sample);
        }

        foreach (var split in dataset.Splits.Where(split => split.Length > 0))
        {
            output.WriteLines($"ImageSets/Main/{split}.txt",
                dataset.Samples.Where(s => s.Split == split).Select(s => SafePath.Stem(Name(output, s))));
        }

        output.WriteLines("labels.txt", dataset.Classes);
    }

    // Lists hold bare stems: folders become a part of the name.
    private static string Name(DatasetOutput output, Sample sample) => output.NameOf(sample).Replace('/', '_');

    private static void WriteFile(DatasetOutput output, Sample sample, string name)
    {
        var size = output.Dataset.SizeOf(sample);
        using var xml = XmlWriter.Create(output.File($"Annotations/{SafePath.Stem(name)}.xml"), Readable);
        xml.WriteStartElement("annotation");
        xml.WriteElementString("folder", "JPEGImages");
        xml.WriteElementString("filename", name);
        xml.WriteStartElement("size");
        xml.WriteElementString("width", $"{size.Width}");
        xml.WriteElementString("height", $"{size.Height}");
        xml.WriteElementString("depth", "3");
        xml.WriteEndElement();
        xml.WriteElementString("segmented", "0");
        foreach (var target in sample.Objects)
        {
            output.LoseDetails(target, flags: false);
            if ((target.Box ?? target.Mask?.Bounds) is { } box) WriteObject(xml, output, target, box);
            else output.Lose("objects without a box");
        }

        xml.WriteEndElement();
        xml.WriteWhitespace("\n");
    }

    private static void WriteObject(XmlWriter xml, DatasetOutput output, ObjectTarget target, Box box)
    {
        xml.WriteStartElement("object");
        xml.WriteElementString("name", output.Dataset.Classes[target.Class]);
        xml.WriteElementString("pose", target.Pose ?? "Unspecified");
        xml.WriteElementString("truncated", target.Truncated ? "1" : "0");
        xml.WriteElementString("difficult", target.Difficult ? "1" : "0");
        if (target.Occluded) xml.WriteElementString("occluded", "1");
        var (xmin, ymin, xmax, ymax) = BoxConvention.ToVoc(box, output.Options.VocCorners);
        xml.WriteStartElement("bndbox");
        foreach (var (name, value) in new[] { ("xmin", xmin), ("ymin", ymin), ("xmax", xmax), ("ymax", ymax) })
        {
            var whole = decimal.Round(value, MidpointRounding.AwayFromZero);
            if (output.Options.WholePixels && whole != value) output.Lose("fractions of pixels");
            xml.WriteElementString(name, DatasetOutput.Text(output.Options.WholePixels ? whole : value));
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }
}
