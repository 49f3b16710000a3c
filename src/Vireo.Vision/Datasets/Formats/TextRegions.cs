using System.Text;
using System.Text.Json;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Text in a scene: <c>[{"transcription": "...", "points": [[x, y], ...]}]</c>; <c>###</c> and <c>*</c> are to
/// be ignored.</summary>
internal static class TextRegions
{
    private const int MostRegions = 100_000, MostNumbers = 10_000;

    public static ValueList<ObjectTarget> Read(string text, string file, int line)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var json = new JsonFile($"{file}, line {line}", stream);
        var regions = new List<ObjectTarget>();
        json.Read(JsonTokenType.StartArray);
        while (json.NextItem())
        {
            json.Expect(JsonTokenType.StartObject);
            regions.Add(Region(ref json));
            if (regions.Count > MostRegions) throw AnnotationFile.TooMuch(file, $"line {line} has too many regions");
        }

        return [.. regions];
    }

    private static ObjectTarget Region(ref JsonFile json)
    {
        string? text = null;
        List<Vertex> points = [];
        while (json.NextProperty())
        {
            if (json.Is("transcription"u8)) text = json.Text();
            else if (json.Is("points"u8)) points = Points(ref json);
            else json.SkipValue();
        }

        if (text is null || points.Count < 2) throw json.Bad("a region lacks its transcription or points");
        return new()
        {
            Class = 0, Text = text, Difficult = text is "###" or "*",
            Box = Box.Around(points), Polygons = [new([.. points])],
        };
    }

    /// <summary>A list of pairs.</summary>
    public static List<Vertex> Points(ref JsonFile json)
    {
        var points = new List<Vertex>();
        json.Read(JsonTokenType.StartArray);
        while (json.NextItem())
        {
            json.Expect(JsonTokenType.StartArray);
            var pair = json.Numbers(2);
            if (pair.Count != 2) throw json.Bad($"a point has {pair.Count} numbers");
            points.Add(new(pair[0], pair[1]));
            if (points.Count > MostNumbers) throw json.Bad($"there are over {MostNumbers} points");
        }

        return points;
    }
}
