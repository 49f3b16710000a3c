using System.Text.Encodings.Web;
using System.Text.Json;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>COCO: <c>annotations/instances_PART.json</c> and <c>images/PART</c>.</summary>
internal static class CocoWriter
{
    private static readonly JsonWriterOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(DatasetOutput output)
    {
        var dataset = output.Dataset;
        var ids = Ids(dataset);
        var nextObject = 1L;
        foreach (var split in dataset.Splits)
        {
            var samples = dataset.Samples.Where(sample => sample.Split == split).ToList();
            var name = split.Length > 0 ? $"annotations/instances_{split}.json" : "annotations/instances.json";
            using var stream = File.Create(output.File(name));
            using var json = new Utf8JsonWriter(stream, Readable);
            json.WriteStartObject();
            json.WriteStartArray("images");
            foreach (var sample in samples) WriteImage(json, output, sample, ids[sample]);
            json.WriteEndArray();
            json.WriteStartArray("annotations");
            foreach (var sample in samples)
            {
                foreach (var target in MaskObjects.Of(output, sample))
                    WriteObject(json, dataset, target, ids[sample], target.Id ?? nextObject++);

                output.LoseImageTargets(sample with { Mask = null });
                if (json.BytesPending > 1 << 20) json.Flush();
            }

            json.WriteEndArray();
            WriteCategories(json, dataset);
            json.WriteEndObject();
        }
    }

    // Numbers of the file it came from, unless two files have numbered alike within one part.
    private static Dictionary<Sample, long> Ids(Dataset dataset)
    {
        var ids = new Dictionary<Sample, long>(ReferenceEqualityComparer.Instance);
        foreach (var part in dataset.Samples.GroupBy(sample => sample.Split))
        {
            var members = part.ToList();
            var own = members.Select(sample => long.TryParse(sample.Id, out var id) ? id : -1).ToList();
            var usable = own.TrueForAll(id => id >= 0) && own.Distinct().Count() == own.Count;
            for (var i = 0; i < members.Count; i++) ids[members[i]] = usable ? own[i] : i + 1;
        }

        return ids;
    }

    private static void WriteImage(Utf8JsonWriter json, DatasetOutput output, Sample sample, long id)
    {
        var name = output.NameOf(sample);
        output.WriteImage(sample, sample.Split.Length > 0 ? $"images/{sample.Split}/{name}" : $"images/{name}");
        var size = output.Dataset.SizeOf(sample);
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("file_name", name);
        json.WriteNumber("width", size.Width);
        json.WriteNumber("height", size.Height);
        json.WriteEndObject();
    }

    private static void WriteCategories(Utf8JsonWriter json, Dataset dataset)
    {
        json.WriteStartArray("categories");
        for (var i = 0; i < dataset.Classes.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", ClassId(dataset, i));
            json.WriteString("name", dataset.Classes[i]);
            if (dataset.KeyPointNames.Count > 0)
            {
                json.WriteStartArray("keypoints");
                foreach (var point in dataset.KeyPointNames) json.WriteStringValue(point);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static long ClassId(Dataset dataset, int index) =>
        dataset.ClassIds.Count > 0 ? dataset.ClassIds[index] : index + 1;

    private static void WriteObject(Utf8JsonWriter json, Dataset dataset, ObjectTarget target, long image, long id)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("image_id", image);
        json.WriteNumber("category_id", ClassId(dataset, target.Class));
        if ((target.Box ?? target.Mask?.Bounds) is { } box)
        {
            var (x, y, width, height) = BoxConvention.ToCoco(box);
            WriteNumbers(json, "bbox", [x, y, width, height]);
        }

        if (target.StatedArea is { } stated) json.WriteNumber("area", stated);
        else json.WriteNumber("area", target.Area);
        json.WriteNumber("iscrowd", target.Crowd ? 1 : 0);
        if (target.Mask is { } mask) WriteMask(json, mask);
        else if (target.Polygons.Count > 0) WritePolygons(json, target);
        if (target.KeyPoints.Count > 0) WritePoints(json, target.KeyPoints);
        if (target.Difficult) json.WriteNumber("difficult", 1);
        if (target.Truncated) json.WriteNumber("truncated", 1);
        if (target.Occluded) json.WriteNumber("occluded", 1);
        if (target.Pose is not null) json.WriteString("pose", target.Pose);
        if (target.Text is not null) json.WriteString("text", target.Text);
        json.WriteEndObject();
    }

    private static void WriteMask(Utf8JsonWriter json, RunLengthMask mask)
    {
        json.WriteStartObject("segmentation");
        WriteNumbers(json, "size", [mask.Size.Height, mask.Size.Width]);
        json.WriteString("counts", mask.ToText());
        json.WriteEndObject();
    }

    private static void WritePolygons(Utf8JsonWriter json, ObjectTarget target)
    {
        json.WriteStartArray("segmentation");
        foreach (var polygon in target.Polygons)
        {
            json.WriteStartArray();
            foreach (var vertex in polygon.Vertices)
            {
                json.WriteNumberValue(BoxConvention.Tidy(vertex.X));
                json.WriteNumberValue(BoxConvention.Tidy(vertex.Y));
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WritePoints(Utf8JsonWriter json, ValueList<KeyPoint> points)
    {
        WriteNumbers(json, "keypoints", points.SelectMany(point => (decimal[])
            [BoxConvention.Tidy(point.Place.X), BoxConvention.Tidy(point.Place.Y), (int)point.Visibility]));
        json.WriteNumber("num_keypoints", points.Count(point => point.Visibility != Visibility.Missing));
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<decimal> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
