using Vireo.Vision.Datasets.Images;
using Vireo.Vision.Datasets.Targets;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Key points in <c>.pts</c>: <c>version</c>, <c>n_points</c>, and a line for each point between braces.
/// Numbers are taken as stored, without an offset.</summary>
internal static class PtsReader
{
    private const int MostPoints = 100_000;

    /// <summary>What speaks for the format.</summary>
    public static string? Find(FolderScan scan) =>
        scan.With(".pts").Take(1).ToList() is [var first] ? $"{scan.With(".pts").Count()} files ({first}, ...)" : null;

    public static Dataset Read(FolderScan scan, DatasetReadOptions options)
    {
        var missing = new List<string>();
        var samples = scan.With(".pts").Select(file => options.Try(file, () => Make(file))).OfType<Sample>().ToList();
        if (missing.Count > 0) throw AnnotationFile.NoImage(scan.Root, missing);
        return new(scan.Root, [], samples);

        Sample Make(string file)
        {
            var image = scan.ImageOf(file);
            if (image is null && !options.KeepMissing) missing.Add($"{SafePath.Stem(file)} ({file})");
            return new()
            {
                Image = new FileReference(image ?? $"{SafePath.Stem(file)}.jpg"),
                Split = image is null ? SplitName.OfPath(file) : SplitName.OfPath(image),
                KeyPoints = Points(scan.Full(file), file),
                Source = new(file),
            };
        }
    }

    private static ValueList<KeyPoint> Points(string full, string file)
    {
        var wanted = -1;
        var (open, closed, last) = (false, false, 0);
        var points = new List<KeyPoint>();
        foreach (var (line, text) in AnnotationFile.Lines(full))
        {
            last = line;
            if (closed) throw AnnotationFile.Bad(file, line, "there is more behind the closing brace.");
            if (text == "{") open = true;
            else if (text == "}") closed = open;
            else if (open) points.Add(Point(text, file, line));
            else if (text.StartsWith("n_points:", StringComparison.Ordinal))
                wanted = AnnotationFile.Count(text.AsSpan(9).Trim(), MostPoints, file, line, "n_points");
            else if (!text.Contains(':')) throw AnnotationFile.Bad(file, line, "this is no 'name: value'.");

            if (points.Count > MostPoints) throw AnnotationFile.TooMuch(file, $"it has over {MostPoints} points");
        }

        if (!closed) throw AnnotationFile.Bad(file, last, "the points do not stand between braces.");
        if (wanted >= 0 && wanted != points.Count)
            throw AnnotationFile.Bad(file, last, $"there are {points.Count} points, where n_points says {wanted}.");

        return [.. points];
    }

    private static KeyPoint Point(string text, string file, int line)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 2) throw AnnotationFile.Bad(file, line, $"'{AnnotationFile.Short(text)}' is not 'x y'.");
        return new(new(
            AnnotationFile.Number(fields[0], file, line, "x"), AnnotationFile.Number(fields[1], file, line, "y")));
    }
}
