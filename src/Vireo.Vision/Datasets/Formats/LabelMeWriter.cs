using System.Text.Encodings.Web;
using System.Text.Json;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>LabelMe: images and a JSON beside each, in a folder for each part.</summary>
internal static class LabelMeWriter
{
    private static readonly JsonWriterOptions Readable =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(DatasetOutput output)
    {
        foreach (var sample in output.Dataset.Samples)
        {
            var name = output.NameOf(sample);
            var path = sample.Split.Length > 0 ? $"{sample.Split}/{name}" : name;
            output.WriteImage(sample, path);
            using var stream = File.Create(output.File($"{SafePath.Stem(path)}.json"));
            using var json = new Utf8JsonWriter(stream, Readable);
            WriteFile(json, output, sample, SafePath.Name(name));
            output.LoseImageTargets(sample with { Mask = null });
        }

        output.WriteLines("labels.txt", output.Dataset.Classes);
    }

    private static void WriteFile(Utf8JsonWriter json, DatasetOutput output, Sample sample, string name)
    {
        var size = output.Dataset.SizeOf(sample);
        json.WriteStartObject();
        json.WriteString("version", "5.0.1");
        json.WriteStartObject("flags");
        json.WriteEndObject();
        json.WriteStartArray("shapes");
        foreach (var target in MaskObjects.Of(output, sample)) WriteObject(json, output, target);
        json.WriteEndArray();
        json.WriteString("imagePath", name);
        json.WriteNull("imageData");
        json.WriteNumber("imageHeight", size.Height);
        json.WriteNumber("imageWidth", size.Width);
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, DatasetOutput output, ObjectTarget target)
    {
        var label = output.Dataset.Classes[target.Class];
        var polygons = target.Polygons.Count > 0 || target.Mask is null
            ? target.Polygons : MaskOutline.Trace(target.Mask);
        output.LoseDetails(target with { Mask = null, KeyPoints = [], Text = null, Difficult = false },
            polygons: false);
        foreach (var polygon in polygons) WriteShape(json, label, "polygon", polygon.Vertices, target);
        if (polygons.Count == 0 && target.Box is { } box)
            WriteShape(json, label, "rectangle", [new(box.X1, box.Y1), new(box.X2, box.Y2)], target);

        foreach (var point in target.KeyPoints.Where(point => point.Visibility != Visibility.Missing))
            WriteShape(json, label, "point", [point.Place], target);
    }

    private static void WriteShape(
        Utf8JsonWriter json, string label, string kind, ValueList<Vertex> points, ObjectTarget target)
    {
        json.WriteStartObject();
        json.WriteString("label", label);
        json.WriteStartArray("points");
        foreach (var point in points)
        {
            json.WriteStartArray();
            json.WriteNumberValue(BoxConvention.Tidy(point.X));
            json.WriteNumberValue(BoxConvention.Tidy(point.Y));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteNull("group_id");
        if (target.Text is not null) json.WriteString("description", target.Text);
        if (target.Difficult) json.WriteBoolean("difficult", true);
        json.WriteString("shape_type", kind);
        json.WriteStartObject("flags");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
