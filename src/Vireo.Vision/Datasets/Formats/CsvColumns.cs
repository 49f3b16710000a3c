namespace Vireo.Vision.Datasets.Formats;

/// <summary>What the columns of a CSV are, by their names, and by the first row where names say nothing.</summary>
internal sealed class CsvColumns
{
    private static readonly string[] Images =
        ["filename", "file_name", "file", "image_path", "path", "image", "img", "image_id", "image_name", ""];
    private static readonly string[] Labels = ["label", "class", "class_name", "category", "target", "name"];
    private static readonly string[] Texts = ["text", "transcription", "transcript", "words", "caption"];
    private static readonly string[] Identities = ["identity", "individual", "individual_id", "person", "person_id"];
    private static readonly string[] Splits = ["split", "subset", "fold", "part"];

    private CsvColumns(List<string> header) => Header = header;

    public List<string> Header { get; }

    public int Image { get; private init; }

    public int Label { get; private init; }

    public int Text { get; private init; }

    public int Identity { get; private init; }

    public int Split { get; private init; }

    /// <summary>Columns of <c>xmin, ymin, xmax, ymax</c>; empty for none.</summary>
    public int[] Box { get; private init; } = [];

    /// <summary>Columns of width and height of the image; empty for none.</summary>
    public int[] Size { get; private init; } = [];

    /// <summary>Columns of 0, 1 and -1, one for each class.</summary>
    public List<int> Flags { get; private init; } = [];

    /// <summary>Columns of x and y in turn.</summary>
    public List<int> Points { get; private init; } = [];

    /// <summary>The columns, or null when nothing in them labels images.</summary>
    public static CsvColumns? Of(List<string> header, List<string> first)
    {
        var image = Find(header, Images);
        if (image < 0 || image >= first.Count || !ClassFolders.IsImage(first[image]))
            image = first.FindIndex(field => ClassFolders.IsImage(field));
        if (image < 0) return null;
        int[] box = [.. new[] { "xmin", "ymin", "xmax", "ymax" }.Select(name => Find(header, [name]))];
        if (box.Contains(-1)) box = [.. new[] { "x1", "y1", "x2", "y2" }.Select(name => Find(header, [name]))];
        if (box.Contains(-1)) box = [];
        int[] size = [Find(header, ["width", "image_width"]), Find(header, ["height", "image_height"])];
        var rest = Enumerable.Range(0, Math.Min(header.Count, first.Count)).Where(i => i != image).ToList();
        var flags = rest.Count >= 2 && rest.TrueForAll(i => first[i] is "0" or "1" or "-1");
        var points = !flags && box.Length == 0 && rest.Count >= 4 && rest.Count % 2 == 0
            && rest.TrueForAll(i => first[i].Length == 0 || CsvReader.Coordinate(first[i]) is not null);
        var columns = new CsvColumns(header)
        {
            Image = image, Box = box, Size = box.Length > 0 && !size.Contains(-1) ? size : [],
            Label = Find(header, Labels), Text = Find(header, Texts), Identity = Find(header, Identities),
            Split = Find(header, Splits), Flags = flags ? rest : [], Points = points ? rest : [],
        };
        var useful = columns.Label >= 0 || columns.Text >= 0 || columns.Identity >= 0 || flags || points;
        return useful ? columns : null;
    }

    private static int Find(List<string> header, string[] names) => names
        .Select(name => header.FindIndex(column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault(at => at >= 0, -1);
}
