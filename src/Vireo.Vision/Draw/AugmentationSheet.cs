using Vireo.Vision.Augment;
using Vireo.Vision.Datasets;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Draw;

/// <summary>A contact sheet of what augmentation does: a row for each sample, first as it is, then as drawn, all with
/// their targets.</summary>
/// <param name="dataset">Where the samples are from.</param>
/// <param name="augmenter">What is drawn, and from which seed.</param>
public sealed class AugmentationSheet(Dataset dataset, Augmenter augmenter)
{
    private const int Gap = 6, Caption = Lettering.Height + 6;
    private const long MostPixels = 1L << 28;
    private static readonly Rgb s_paper = new(32, 32, 36), s_letters = new(220, 220, 220);

    /// <summary>Draws in each row, besides the sample as it is.</summary>
    public int Draws { get; init; } = 4;

    /// <summary>Side of a picture's place on the sheet, in pixels.</summary>
    public int Cell { get; init; } = 224;

    /// <summary>Samples by path, file name or id; or, where nothing is named, some of all kinds.</summary>
    /// <param name="names">What to look for.</param>
    /// <param name="count">How many to take where nothing is named: drawn from the seed, in their order.</param>
    /// <exception cref="UsageException"><c>VIR1156</c>: there is none of that name.</exception>
    /// <exception cref="BadDataException"><c>VIR1157</c>: the data set is empty.</exception>
    public IReadOnlyList<Sample> Find(IReadOnlyList<string> names, int count)
    {
        if (dataset.Samples.Count == 0)
            throw new BadDataException("VIR1157", $"{dataset.Root} has no sample to show.");
        if (names.Count > 0)
            return [.. names.Select(Find)];

        var order = Enumerable.Range(0, dataset.Samples.Count).ToArray();
        new Rng(augmenter.Seed).Shuffle(order.AsSpan());
        return [.. order.Take(count).Order().Select(index => dataset.Samples[index])];
    }

    /// <summary>Draws the sheet.</summary>
    /// <param name="samples">One for each row.</param>
    /// <param name="progress">Told how many rows are done.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="BadDataException">A picture or a mask cannot be read.</exception>
    /// <exception cref="UsageException"><c>VIR1158</c>: the sheet would be too large.</exception>
    public (Image Sheet, IReadOnlyList<SheetRow> Rows) Draw(
        IReadOnlyList<Sample> samples, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var (width, height) = ((long)Gap + (1 + Draws) * (Cell + (long)Gap),
            Gap + samples.Count * (Cell + (long)Caption + Gap));
        if (width * height > MostPixels)
            throw new UsageException("VIR1158", $"a sheet of {width}x{height} pixels is too large; show fewer samples "
                + "or draws, or smaller pictures.");

        var canvas = new Canvas((int)width, (int)height, s_paper);
        List<SheetRow> rows = [];
        foreach (var sample in samples)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(DrawRow(canvas, sample, Gap + rows.Count * (Cell + Caption + Gap)));
            progress?.Invoke(rows.Count);
        }

        return (canvas.ToImage(), rows);
    }

    /// <summary>Refuses names of files that no sheet can have, before any work is done.</summary>
    /// <exception cref="UsageException"><c>VIR1159</c>: the extension is not .png, .jpg, .jpeg or .ppm.</exception>
    public static void CheckOutput(string path)
    {
        if (System.IO.Path.GetExtension(path).ToUpperInvariant() is not (".PNG" or ".JPG" or ".JPEG" or ".PPM"))
            throw new UsageException("VIR1159", $"{path}: a sheet is written as .png, .jpg or .ppm.");
    }

    /// <summary>Writes a sheet, complete or not at all.</summary>
    /// <exception cref="UsageException"><c>VIR1159</c>: as <see cref="CheckOutput"/>.</exception>
    /// <exception cref="VireoException"><c>VIR1160</c>: the file cannot be written.</exception>
    public static void Save(Image sheet, string path)
    {
        CheckOutput(path);
        try
        {
            ImageFile.Save(sheet, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VireoException("VIR1160", $"{path} cannot be written: {e.Message}", e);
        }
    }

    private SheetRow DrawRow(Canvas canvas, Sample sample, int top)
    {
        var source = AnnotatedImage.Read(dataset, sample);
        Lettering.Write(canvas, sample.Path, Gap, top, s_letters);
        Place(canvas, source, Gap, top + Caption);
        var row = new SheetRow(sample.Path, source.Image.Size, source.Objects.Count, []);
        for (var draw = 0; draw < Draws; draw++)
        {
            var view = augmenter.Apply(source, draw, sample.Path);
            Place(canvas, view, Gap + (draw + 1) * (Cell + Gap), top + Caption);
            row = row with { Draws = [.. row.Draws, new(draw, view.Image.Size, view.Objects.Count)] };
        }

        return row;
    }

    // Targets are drawn after scaling, so that lines and names have the same size everywhere.
    private void Place(Canvas canvas, AnnotatedImage annotated, int x, int y)
    {
        var fit = new Letterbox { Size = new(Cell, Cell), Fill = s_paper, LeastShare = 0 };
        var coloured = annotated with { Image = annotated.Image.WithChannels(3), MaskFill = 0 };
        canvas.Paste(TargetPainter.Draw(fit.Apply(coloured, augmenter.Rng(0, "")), dataset.Classes), x, y);
    }

    private Sample Find(string name) =>
        dataset.Samples.FirstOrDefault(sample => sample.Path == name || sample.Id == name)
        ?? dataset.Samples.FirstOrDefault(sample => System.IO.Path.GetFileName(sample.Path) == name
            || System.IO.Path.GetFileNameWithoutExtension(sample.Path) == name)
        ?? throw new UsageException("VIR1156", $"{dataset.Root} has no sample '{name}'."
            + NearestName.Hint(name, dataset.Samples.Select(sample => sample.Path).Concat(
                dataset.Samples.Select(sample => System.IO.Path.GetFileName(sample.Path)))));
}
