using Vireo.Vision.Datasets.Images;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Texts of lines: a <c>.txt</c> beside each image, or the name of the image itself.</summary>
internal static class TextReaders
{
    private const long MostText = 1 << 20;
    private const int Probes = 20;

    /// <summary>What speaks for a text beside each image: nearly all have one, and it is no row of numbers.</summary>
    public static string? FindBeside(FolderScan scan)
    {
        if (scan.Only is not null) return null;
        var twins = Beside(scan).ToList();
        if (twins.Count == 0 || twins.Count * 2 < scan.Images.Count) return null;
        return twins.Take(Probes).All(twin => !IsNumbers(scan.Full(twin.Text)))
            ? $"{twins.Count} images with a .txt of their name ({twins[0].Text}, ...)" : null;
    }

    public static Dataset ReadBeside(FolderScan scan, DatasetReadOptions options) => new(scan.Root, [],
    [
        .. Beside(scan).Select(twin => options.Try(twin.Text, () => new Sample
        {
            Image = new FileReference(twin.Image),
            Split = SplitName.OfPath(twin.Image),
            Text = string.Join('\n', AnnotationFile.Lines(scan.Full(twin.Text), MostText).Select(line => line.Text)),
            Source = new(twin.Text),
        })).OfType<Sample>(),
    ])
    {
        Alphabet = Characters.Read(scan),
    };

    /// <summary>Nothing in a name says that it is a text: only read when asked for.</summary>
    public static string? FindNames(FolderScan scan) => null;

    public static Dataset ReadNames(FolderScan scan, DatasetReadOptions options) => new(scan.Root, [],
    [
        .. scan.Images.Select(image => new Sample
        {
            Image = new FileReference(image),
            Split = SplitName.OfPath(image),
            Text = SafePath.Name(SafePath.Stem(image)),
            Source = new(image),
        }),
    ])
    {
        Alphabet = Characters.Read(scan),
    };

    private static IEnumerable<(string Image, string Text)> Beside(FolderScan scan) =>
        from image in scan.Images
        let text = $"{SafePath.Stem(image)}.txt"
        where scan.Has(text)
        select (image, text);

    private static bool IsNumbers(string full) => AnnotationFile.Lines(full).Take(1).Any(line =>
        line.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: >= 5 } fields
        && fields.All(field => AnnotationFile.Number(field) is not null));
}
