using Vireo.Training.Config;
using Vireo.Training.Report;
using Vireo.Training.Runs;
using Vireo.Vision.Imaging;
using Vireo.Vision.Metrics;

namespace Vireo.Training.Classification;

/// <summary>Turns what a run left behind into its report.</summary>
internal static class RunReport
{
    private const int MostMistakes = 24;
    private const int ThumbnailSide = 160;

    /// <summary>Writes <c>report.html</c> from the history and the predictions of the best epoch.</summary>
    public static void Write(
        RunFolder folder, RunConfig config, ClassificationData data, IReadOnlyList<EpochRecord> history)
    {
        var predictions = folder.ReadPredictions().ToList();
        var classes = data.Train.Classes;
        var best = history.MaxBy(e => (e.ValTop1, -e.ValLoss))
            ?? throw new InvalidOperationException("no epoch was trained");
        ReportWriter.Write(folder.ReportPath, new()
        {
            Title = Path.GetFileName(folder.Path),
            Subtitle = $"{config.Model.Name} at {config.Train.ImageSize} pixels on {data.Train}",
            Headline =
            [
                new("val top-1", $"{best.ValTop1:P1}"),
                new($"val top-{Math.Min(5, classes.Count)}", $"{best.ValTop5:P1}"),
                new("best epoch", $"{best.Epoch} of {history.Count}"),
                new("training", $"{TimeSpan.FromSeconds(history.Sum(e => e.Seconds)):hh\\:mm\\:ss}"),
            ],
            Facts = [.. Facts(folder, config, data)],
            Charts = [.. Charts(history)],
            Classes = classes,
            Metrics = Count(predictions, classes),
            Mistakes = [.. Mistakes(predictions, data)],
        });
    }

    private static IEnumerable<ReportFact> Facts(RunFolder folder, RunConfig config, ClassificationData data)
    {
        var manifest = folder.ReadManifest();
        yield return new("model", config.Model.Name);
        yield return new("training images", $"{data.Train.Samples.Count}");
        yield return new("validation images", $"{data.Val.Samples.Count}");
        yield return new("images skipped", $"{data.Skipped}");
        yield return new("epochs", $"{config.Train.Epochs}");
        yield return new("batch size", $"{config.Train.BatchSize}");
        yield return new("optimizer", $"{config.Optimizer.Name}, rate {config.Optimizer.Lr:g4}");
        if (manifest.Teacher is { } teacher) yield return new("teacher", $"{teacher.Model} {teacher.Hash[..12]}");
        if (config.Quant.Mode != QuantMode.None) yield return new("eight bits", $"{config.Quant.Mode}");
        yield return new("seed", $"{config.Train.Seed}");
        yield return new("Vireo", manifest.Version);
        yield return new("machine", $"{manifest.Machine.System}, {manifest.Machine.Cores} cores");
    }

    private static IEnumerable<ReportChart> Charts(IReadOnlyList<EpochRecord> history)
    {
        ReportSeries Series(string name, Func<EpochRecord, double> of) =>
            new(name, [.. history.Select(e => ((double)e.Epoch, of(e)))]);
        yield return new("Loss", "epoch", [Series("train", e => e.TrainLoss), Series("val", e => e.ValLoss)]);
        yield return new("Top-1", "epoch", [Series("train", e => e.TrainTop1), Series("val", e => e.ValTop1)]);
        yield return new("Learning rate", "epoch", [Series("rate", e => e.Rate)]);
    }

    private static ClassificationMetrics Count(IReadOnlyList<PredictionLine> predictions, IReadOnlyList<string> classes)
    {
        var metrics = new ClassificationMetrics(classes.Count);
        var index = classes.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
        var scores = new float[classes.Count];
        foreach (var line in predictions)
        {
            Array.Clear(scores);
            foreach (var (name, probability) in line.Top) scores[index[name]] = probability;
            metrics.Add(scores, [index[line.Label ?? line.Predicted]]);
        }

        return metrics;
    }

    private static IEnumerable<ReportMistake> Mistakes(IEnumerable<PredictionLine> predictions, ClassificationData data)
    {
        var worst = predictions.Where(p => p.Label is not null && p.Label != p.Predicted)
            .OrderByDescending(p => p.Probability).Take(MostMistakes);
        foreach (var line in worst)
        {
            yield return new(
                line.Path, line.Label ?? "", line.Predicted, line.Probability,
                Thumbnail(Path.Combine(data.Val.Root, line.Path)));
        }
    }

    private static byte[] Thumbnail(string path)
    {
        var image = ImageFile.Read(path, new() { ShorterSideNeeded = ThumbnailSide }).ToImage();
        return ImageFile.EncodePng(image.ResizeAndCentreCrop(ThumbnailSide, ThumbnailSide));
    }
}
