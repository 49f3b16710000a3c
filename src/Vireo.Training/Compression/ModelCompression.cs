using Vireo.Files;
using Vireo.Native;
using Vireo.Training.Bundles;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Training.Compression;

/// <summary>Makes a trained model smaller and faster within a budget of accuracy: tries steps, measures each by the file
/// that it would ship, and writes the fastest that keeps the budget.</summary>
/// <example><code>
/// var report = ModelCompression.Run(new("runs/insects", Budget: 0.005) { Output = "small" });
/// Console.WriteLine($"{report.Written.Name}: {report.Written.Speed.P50} ms, {report.Written.FileBytes} bytes");
/// </code></example>
public static class ModelCompression
{
    /// <summary>Compresses a model and writes a bundle and a page with all that was measured. What fails or is
    /// cancelled leaves nothing behind.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="environment">Environment variables for runs that are trained; null for none. See
    /// <see cref="ConfigLoader.Load"/>.</param>
    /// <param name="warn">Told what the user should know.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops early.</param>
    /// <exception cref="UsageException">The request cannot be met: <c>VIR2875</c> to <c>VIR2879</c>.</exception>
    /// <exception cref="BadDataException">The images cannot be used.</exception>
    /// <exception cref="BadModelFileException">The model cannot be read.</exception>
    public static CompressionReport Run(
        CompressionRequest request, IReadOnlyDictionary<string, string>? environment = null,
        Action<string>? warn = null, IProgress<CompressionProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        CompressionSteps.Check(request);
        var run = RunFolder.IsRunAt(request.Model) ? RunFolder.Open(request.Model) : null;
        var steps = CompressionSteps.For(request);
        var paths = CompressionPaths.Of(request, steps.Where(step => step.Trains).Select(step => step.Name));
        var source = Trained(ModelBundle.Open(request.Model, warn), request, run);
        var data = CompressionData.Open(source, run, request.Data);
        foreach (var note in data.Notes) warn?.Invoke(note);
        var work = new CompressionWork
        {
            Request = request, Source = source, Data = data, Folder = paths.Work, Warn = warn ?? (_ => { }),
            Environment = environment ?? new Dictionary<string, string>(), Progress = progress,
            Cancellation = cancellation,
        };
        try
        {
            return Written(work, paths, [.. steps.Select(work.Make)]);
        }
        finally
        {
            if (Directory.Exists(paths.Work)) Directory.Delete(paths.Work, recursive: true);
        }
    }

    private static ModelBundle Trained(ModelBundle bundle, CompressionRequest request, RunFolder? run)
    {
        if (bundle.Description.Quantisation is not null)
        {
            throw new UsageException("VIR2875", $"{request.Model} computes in eight bits already. Give the run that it "
                + "comes from, or the bundle of that in single precision.");
        }

        if (run is null && (request.Prune is not null || request.TrainInBytes))
        {
            throw new UsageException("VIR2875", $"{request.Model} is no run folder, and a model that is to learn again "
                + "needs the keys of its run. Give the run, or leave --prune and --qat out.");
        }

        return bundle;
    }

    private static CompressionReport Written(
        CompressionWork work, CompressionPaths paths, IReadOnlyList<CompressionCandidate> made)
    {
        var (request, first) = (work.Request, made[0]);
        var speeds = Measured(work, made);
        var speedOf = made.Zip(speeds).ToDictionary(pair => pair.First.Step.Name, pair => pair.Second);
        CompressionRow[] rows = [.. made.Select(it => it.Row(first, speedOf[it.Step.Name], CompressionChoice.Verdict(
            first.LossTo(it.Hits), request.Budget, speedOf[it.Step.Name],
            it.Step.FloatStep is { } original ? speedOf[original] : null, request.KeepSlower)))];
        var chosen = CompressionChoice.Choose(rows, request.KeepSlower);
        var report = new CompressionReport
        {
            Model = work.Source.Description.Model, Budget = request.Budget, Images = first.Hits.Length,
            CalibrationImages = work.Data.Calibration.Count, Threads = Workers.Count, Rows = rows, Written = chosen,
            Sensitivity = work.Sensitivity, Notes = [.. work.Data.Notes, .. CompressionNotes.Of(rows, chosen, request)],
            File = paths.Bundle, Page = paths.Page,
        };
        // From here on nothing takes long: it is all written, or what cannot be is said.
        work.Cancellation.ThrowIfCancellationRequested();
        AtomicFile.Write(paths.Bundle, stream =>
        {
            using var measured = File.OpenRead(made.First(it => it.Step.Name == chosen.Name).File);
            measured.CopyTo(stream);
        });
        foreach (var it in made.Where(it => it.Step.Trains))
            Directory.Move(Path.Combine(paths.Work, it.Step.Name), paths.RunOf(it.Step.Name));
        CompressionPage.Write(paths.Page, report);
        return report;
    }

    private static IReadOnlyList<ModelSpeed> Measured(CompressionWork work, IReadOnlyList<CompressionCandidate> made)
    {
        ModelBundle[] models = [.. made.Select(it => it.Bundle)];
        return work.Request.Measure is { } measure ? measure(models) : SpeedMeter.InTurns(
            models, (done, total) => work.Report("measuring speed", done, total), work.Cancellation);
    }
}
