using System.Text.Json;
using Vireo.Vision.Datasets.Targets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>The entries of a COCO file, one by one.</summary>
internal static class CocoEntries
{
    private const int MostSide = 1_000_000, MostNumbers = 4_000_000, MostPoints = 3000, MostClasses = 1_000_000;

    private delegate T EntryReader<T>(ref JsonFile json);

    public static void Images(ref JsonFile json, CocoContent content, int most) =>
        Each(ref json, content, content.Images, Image, most, $"it lists over {most} images");

    public static void Objects(ref JsonFile json, CocoContent content, int most) =>
        Each(ref json, content, content.Objects, Object, most, $"it has over {most} objects");

    public static void Categories(ref JsonFile json, CocoContent content)
    {
        var seen = new HashSet<long>();
        json.Read(JsonTokenType.StartArray);
        while (json.NextItem())
        {
            json.Expect(JsonTokenType.StartObject);
            long? id = null;
            string? name = null;
            while (json.NextProperty())
            {
                if (json.Is("id"u8)) id = json.Whole();
                else if (json.Is("name"u8)) name = json.Text();
                else if (json.Is("keypoints"u8)) Names(ref json, content.PointNames);
                else json.SkipValue();
            }

            if (id is null || name is null) throw json.Bad("a category lacks its id or name");
            if (!seen.Add(id.Value)) throw json.Bad($"the category {id} comes twice");
            content.Categories.Add((id.Value, name));
            if (seen.Count > MostClasses) throw AnnotationFile.TooMuch(content.File, "it has too many categories");
        }
    }

    private static void Each<T>(
        ref JsonFile json, CocoContent content, List<T> found, EntryReader<T> read, int most, string excess)
    {
        json.Read(JsonTokenType.StartArray);
        while (json.NextItem())
        {
            json.Expect(JsonTokenType.StartObject);
            var depth = json.Depth;
            try
            {
                found.Add(read(ref json));
            }
            catch (BadDataException fault) when (content.Options.Faults is not null && !json.IsBroken)
            {
                content.Options.Report(content.File, fault);
                json.LeaveObject(depth);
            }

            if (found.Count > most) throw AnnotationFile.TooMuch(content.File, excess);
        }
    }

    private static void Names(ref JsonFile json, List<string> names)
    {
        json.Read(JsonTokenType.StartArray);
        names.Clear();
        while (json.NextItem())
        {
            names.Add(json.ThisText());
            if (names.Count > MostPoints) throw json.Bad($"there are over {MostPoints} key points");
        }
    }

    private static CocoImage Image(ref JsonFile json)
    {
        long? id = null;
        string? name = null;
        int width = 0, height = 0;
        while (json.NextProperty())
        {
            if (json.Is("id"u8)) id = json.Whole();
            else if (json.Is("file_name"u8)) name = json.Text();
            else if (json.Is("width"u8)) width = json.Whole(0, MostSide, "the width");
            else if (json.Is("height"u8)) height = json.Whole(0, MostSide, "the height");
            else json.SkipValue();
        }

        if (id is null || string.IsNullOrEmpty(name)) throw json.Bad("an image lacks its id or file_name");
        return new(id.Value, name, width > 0 && height > 0 ? new(width, height) : null);
    }

    private static CocoObject Object(ref JsonFile json)
    {
        long? image = null, category = null;
        var target = new ObjectTarget { Class = 0 };
        while (json.NextProperty())
        {
            if (json.Is("id"u8)) target = target with { Id = json.Whole() };
            else if (json.Is("image_id"u8)) image = json.Whole();
            else if (json.Is("category_id"u8)) category = json.Whole();
            else if (json.Is("bbox"u8)) target = target with { Box = Box(ref json) };
            else if (json.Is("segmentation"u8)) target = Segmentation(ref json, target);
            else if (json.Is("keypoints"u8)) target = target with { KeyPoints = Points(ref json) };
            else target = Detail(ref json, target);
        }

        if (image is null || category is null) throw json.Bad("an object lacks its image_id or category_id");
        return new(image.Value, category.Value, target);
    }

    private static ObjectTarget Detail(ref JsonFile json, ObjectTarget target)
    {
        if (json.Is("iscrowd"u8)) return target with { Crowd = json.Flag() };
        if (json.Is("area"u8)) return target with { StatedArea = Area(ref json) };
        if (json.Is("difficult"u8)) return target with { Difficult = json.Flag() };
        if (json.Is("truncated"u8)) return target with { Truncated = json.Flag() };
        if (json.Is("occluded"u8)) return target with { Occluded = json.Flag() };
        if (json.Is("pose"u8)) return target with { Pose = json.Text() };
        if (json.Is("text"u8)) return target with { Text = json.Text() };
        json.SkipValue();
        return target;
    }

    // An area is beyond the limit of coordinates sooner than a coordinate is; it only informs.
    private static decimal? Area(ref JsonFile json)
    {
        json.Value();
        return json.Token == JsonTokenType.Null ? null : json.ThisDecimal();
    }

    private static Box? Box(ref JsonFile json)
    {
        json.Value();
        if (json.Token == JsonTokenType.Null) return null;
        json.Expect(JsonTokenType.StartArray);
        var box = json.Numbers(4);
        if (box.Count == 0) return null;
        if (box.Count != 4) throw json.Bad($"a bbox has {box.Count} numbers, not x, y, width, height");
        return BoxConvention.FromCoco(box[0], box[1], box[2], box[3]);
    }

    private static ValueList<KeyPoint> Points(ref JsonFile json)
    {
        json.Read(JsonTokenType.StartArray);
        var numbers = json.Numbers(3 * MostPoints);
        if (numbers.Count % 3 != 0) throw json.Bad($"keypoints are {numbers.Count} numbers, not x, y, v for each");
        var points = new KeyPoint[numbers.Count / 3];
        for (var i = 0; i < points.Length; i++)
        {
            if (numbers[3 * i + 2] is not (0 or 1 or 2))
                throw json.Bad("the visibility of a key point is not 0, 1 or 2");
            points[i] = new(new(numbers[3 * i], numbers[3 * i + 1]), (Visibility)(int)numbers[3 * i + 2]);
        }

        return [.. points];
    }

    private static ObjectTarget Segmentation(ref JsonFile json, ObjectTarget target)
    {
        json.Value();
        if (json.Token == JsonTokenType.Null) return target;
        if (json.Token == JsonTokenType.StartObject) return target with { Mask = RunLengths(ref json) };
        json.Expect(JsonTokenType.StartArray);
        var polygons = new List<Polygon>();
        while (json.NextItem())
        {
            json.Expect(JsonTokenType.StartArray);
            var numbers = json.Numbers(MostNumbers);
            if (numbers.Count % 2 != 0) throw json.Bad($"an outline has {numbers.Count} numbers, not x, y for each");
            polygons.Add(new([.. numbers.Chunk(2).Select(pair => new Vertex(pair[0], pair[1]))]));
            if (polygons.Count > MostNumbers) throw json.Bad("there are too many outlines");
        }

        return target with { Polygons = [.. polygons] };
    }

    private static RunLengthMask RunLengths(ref JsonFile json)
    {
        string? text = null;
        List<int>? runs = null;
        ImageSize? size = null;
        while (json.NextProperty())
        {
            if (json.Is("size"u8)) size = Size(ref json);
            else if (!json.Is("counts"u8)) json.SkipValue();
            else
            {
                json.Value();
                if (json.Token == JsonTokenType.String) text = json.ThisText();
                else runs = Runs(ref json);
            }
        }

        if (size is null || (text is null && runs is null)) throw json.Bad("run lengths lack their size or counts");
        try
        {
            return text is not null ? RunLengthMask.FromText(text, size.Value) : new(size.Value, [.. runs ?? []]);
        }
        catch (ArgumentException e)
        {
            throw json.Bad($"the run lengths are wrong: {AnnotationFile.Short(e.Message)}");
        }
    }

    private static ImageSize Size(ref JsonFile json)
    {
        json.Read(JsonTokenType.StartArray);
        var numbers = json.Numbers(2);
        if (numbers.Count != 2 || numbers.Any(side => side < 1 || side > MostSide || side != decimal.Truncate(side)))
            throw json.Bad("the size of run lengths is not height, width");

        return new((int)numbers[1], (int)numbers[0]);
    }

    private static List<int> Runs(ref JsonFile json)
    {
        json.Expect(JsonTokenType.StartArray);
        var runs = new List<int>();
        while (json.NextItem())
        {
            var run = json.ThisWhole();
            if (run is < 0 or > int.MaxValue) throw json.Bad($"a run of {run} pixels");
            runs.Add((int)run);
            if (runs.Count > 1 << 28) throw json.Bad("there are too many runs");
        }

        return runs;
    }
}
