using System.Text.Json;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Samples;

/// <summary>A small data set of drawn insects, made from a seed: classes, boxes, masks, key points and
/// identities.</summary>
/// <remarks>
/// Written: <c>train/CLASS/*.png</c> and <c>val/CLASS/*.png</c>; <c>masks/</c> with the same paths, 0 and 255;
/// <c>classes.txt</c>; <c>train_list.txt</c> and <c>val_list.txt</c> with lines <c>path label</c>;
/// <c>annotations.json</c> in COCO's layout (boxes and key points); <c>identities.csv</c> (which individual each
/// picture shows).
/// </remarks>
public static class InsectsSample
{
    /// <summary>Names of the classes; a label is an index into them.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        [.. Enum.GetNames<InsectKind>().Select(name => name.ToLowerInvariant())];

    /// <summary>Draws the data set and returns the number of pictures.</summary>
    /// <param name="directory">Folder to make; it appears complete or not at all.</param>
    /// <param name="options">Seed and counts.</param>
    /// <exception cref="UsageException">The folder is not empty and may not be replaced (VIR3112).</exception>
    /// <exception cref="VireoException">The files cannot be written, for instance on a full disk (VIR3113).</exception>
    public static int Create(string directory, InsectsOptions? options = null)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ImageSize, 16, nameof(options));
        try
        {
            using var folder = new StagedFolder(directory, options.Overwrite);
            var views = Plan(options);
            var scenes = new InsectScene[views.Count];
            foreach (var name in views.Select(view => Path.GetDirectoryName(view.File)).Distinct())
            {
                Directory.CreateDirectory(Path.Combine(folder.Staging, name ?? ""));
                Directory.CreateDirectory(Path.Combine(folder.Staging, "masks", name ?? ""));
            }

            Parallel.For(0, views.Count, i => scenes[i] = WriteView(folder.Staging, views[i], options));
            WriteLists(folder.Staging, views);
            WriteAnnotations(Path.Combine(folder.Staging, "annotations.json"), views, scenes);
            folder.Commit();
            return views.Count;
        }
        catch (Exception e) when (Cause(e) is IOException or UnauthorizedAccessException)
        {
            throw new VireoException("VIR3113",
                $"The insects sample cannot be written to {directory}: {Cause(e).Message} Nothing was left there.", e);
        }
    }

    private static Exception Cause(Exception e) => e is AggregateException all ? all.InnerExceptions[0] : e;

    private static List<View> Plan(InsectsOptions options)
    {
        var views = new List<View>();
        foreach (var kind in Enum.GetValues<InsectKind>())
            for (var i = 0; i < options.TrainIndividuals + options.ValIndividuals; i++)
            {
                var part = i < options.TrainIndividuals ? "train" : "val";
                var count = i < options.TrainIndividuals ? options.TrainViews : options.ValViews;
                var name = Classes[(int)kind];
                for (var k = 0; k < count; k++)
                    views.Add(new($"{part}/{name}/{name}_{i:000}_{k}.png", part, kind, i, k));
            }

        return [.. views.OrderBy(view => view.Part, StringComparer.Ordinal)];
    }

    private static InsectScene WriteView(string folder, View view, InsectsOptions options)
    {
        // Keyed by what is drawn and not by when, so that the order of drawing has no influence.
        var individual = new Rng(options.Seed).Fork((ulong)view.Kind).Fork((ulong)view.Individual);
        var traits = InsectTraits.Draw(view.Kind, individual.Fork(0));
        var scene = InsectScene.Draw(traits, options.ImageSize, individual.Fork(1 + (ulong)view.Number));
        File.WriteAllBytes(Path.Combine(folder, view.File), ImageFile.EncodePng(scene.Picture));
        File.WriteAllBytes(Path.Combine(folder, "masks", view.File), ImageFile.EncodePng(scene.Mask));
        return scene;
    }

    private static void WriteLists(string folder, List<View> views)
    {
        Write("classes.txt", Classes);
        foreach (var part in (string[])["train", "val"])
            Write($"{part}_list.txt",
                views.Where(view => view.Part == part).Select(view => $"{view.File} {(int)view.Kind}"));
        Write("identities.csv", views.Select(view => $"{view.File},{Classes[(int)view.Kind]},{view.Identity}")
            .Prepend("file,class,identity"));

        void Write(string name, IEnumerable<string> lines) =>
            File.WriteAllText(Path.Combine(folder, name), string.Join('\n', lines) + "\n");
    }

    private static void WriteAnnotations(string path, List<View> views, InsectScene[] scenes)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteStartArray("images");
        for (var i = 0; i < views.Count; i++)
            WriteImage(json, i + 1, views[i], scenes[i].Picture);
        json.WriteEndArray();
        json.WriteStartArray("annotations");
        for (var i = 0; i < views.Count; i++)
            WriteAnnotation(json, i + 1, views[i], scenes[i]);
        json.WriteEndArray();
        json.WriteStartArray("categories");
        for (var i = 0; i < Classes.Count; i++)
            WriteCategory(json, i + 1);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, int id, View view, Image picture)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("file_name", view.File);
        json.WriteNumber("width", picture.Width);
        json.WriteNumber("height", picture.Height);
        json.WriteEndObject();
    }

    private static void WriteAnnotation(Utf8JsonWriter json, int id, View view, InsectScene scene)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("image_id", id);
        json.WriteNumber("category_id", (int)view.Kind + 1);
        WriteNumbers(json, "bbox", [scene.Box.X, scene.Box.Y, scene.Box.Width, scene.Box.Height]);
        json.WriteNumber("area", scene.Mask.Pixels.Count((byte)255));
        json.WriteNumber("iscrowd", 0);
        WriteNumbers(json, "keypoints", scene.Keypoints.SelectMany(point => (float[])[point.X, point.Y, 2]));
        json.WriteNumber("num_keypoints", scene.Keypoints.Length);
        json.WriteString("identity", view.Identity);
        json.WriteEndObject();
    }

    private static void WriteCategory(Utf8JsonWriter json, int id)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("name", Classes[id - 1]);
        json.WriteStartArray("keypoints");
        foreach (var name in InsectDrawing.KeypointNames)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<float> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(Math.Round((decimal)value, 2));
        json.WriteEndArray();
    }

    /// <summary>One picture to draw.</summary>
    private sealed record View(string File, string Part, InsectKind Kind, int Individual, int Number)
    {
        public string Identity => $"{Classes[(int)Kind]}_{Individual:000}";
    }
}
