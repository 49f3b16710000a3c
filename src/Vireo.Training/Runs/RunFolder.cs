using System.Text.Json;
using Vireo.Files;
using Vireo.Training.Config;

namespace Vireo.Training.Runs;

/// <summary>The folder that holds all of a run: configuration, manifest, events, checkpoints, report,
/// predictions.</summary>
public sealed class RunFolder
{
    private const string Config = "config.yaml", Manifest = "manifest.json", Report = "report.html";
    private const string Predictions = "predictions.jsonl", Events = "events", Checkpoints = "checkpoints";
    private const long MostManifestBytes = 64L << 20;

    private RunFolder(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Where the report stands.</summary>
    public string ReportPath => Of(Report);

    /// <summary>Folder of the event files.</summary>
    public string EventsPath => Of(Events);

    /// <summary>Folder of the checkpoints.</summary>
    public string CheckpointsPath => Of(Checkpoints);

    /// <summary>Where the predictions on the validation images stand, a JSON object per line.</summary>
    public string PredictionsPath => Of(Predictions);

    /// <summary>Prepares a folder to train in.</summary>
    /// <exception cref="UsageException">It holds a run (<c>VIR3101</c>), or other things (<c>VIR3102</c>), or should be
    /// resumed and holds none (<c>VIR3103</c>).</exception>
    /// <exception cref="VireoException">It cannot be made.</exception>
    public static RunFolder Create(string path, RunMode mode)
    {
        var folder = new RunFolder(path);
        if (mode == RunMode.Resume)
        {
            if (!folder.IsRun) throw new UsageException("VIR3103", $"there is no run in {path} to resume.");
            return folder;
        }

        if (folder.IsRun && mode == RunMode.New)
        {
            throw new UsageException("VIR3101", $"{path} holds a run already. Use --resume to go on with it, "
                + "--overwrite to begin anew, or another --output.");
        }

        if (folder.IsRun) folder.RemoveRun();
        else if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new UsageException("VIR3102",
                $"{path} is there and holds something else than a run. Choose another --output.");
        }

        folder.Make();
        return folder;
    }

    /// <summary>Opens the folder of a run to evaluate or predict with it.</summary>
    /// <exception cref="UsageException"><c>VIR3104</c>: it holds no run.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        if (folder.IsRun) return folder;
        throw new UsageException("VIR3104", $"{path} is no run folder: it has no {Manifest}.");
    }

    /// <summary>The store of checkpoints.</summary>
    /// <param name="keep">Latest ones to keep.</param>
    /// <param name="warn">Told about damaged ones that are skipped.</param>
    public CheckpointStore OpenCheckpoints(int keep, Action<string> warn) => new(CheckpointsPath, keep, warn);

    /// <summary>Writes the configuration as resolved.</summary>
    public void WriteConfig(RunConfig config) => ConfigYaml.WriteFile(Of(Config), config);

    /// <summary>Reads the configuration back.</summary>
    /// <exception cref="UsageException">It is missing, or was changed into something else.</exception>
    public RunConfig ReadConfig() => ConfigLoader.Load(Of(Config));

    /// <summary>Writes what the run is: version, data, seeds, machine.</summary>
    public void WriteManifest(RunManifest manifest) => AtomicFile.Write(Of(Manifest),
        stream => JsonSerializer.Serialize(stream, manifest, RunJson.Readable.RunManifest));

    /// <summary>Reads what the run is.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2103</c>: it is no manifest.</exception>
    public RunManifest ReadManifest() =>
        RunJson.ReadFile(Of(Manifest), MostManifestBytes, RunJson.Readable.RunManifest);

    /// <summary>Writes the predictions on the validation images.</summary>
    public void WritePredictions(IEnumerable<PredictionLine> lines) => AtomicFile.Write(PredictionsPath, stream =>
    {
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(stream, line, RunJson.Compact.PredictionLine);
            stream.WriteByte((byte)'\n');
        }
    });

    /// <summary>Reads the predictions back, line by line.</summary>
    /// <exception cref="BadDataException"><c>VIR1020</c>: a line is no prediction.</exception>
    public IEnumerable<PredictionLine> ReadPredictions()
    {
        var number = 0;
        foreach (var text in File.ReadLines(PredictionsPath))
        {
            number++;
            yield return RunJson.ReadLine(text, $"{PredictionsPath}, line {number}", RunJson.Compact.PredictionLine);
        }
    }

    private bool IsRun => File.Exists(Of(Manifest));

    private string Of(string name) => System.IO.Path.Combine(Path, name);

    // Only what is ours: somebody may keep notes beside it, and a wrong path must not cost a home folder.
    private void RemoveRun()
    {
        foreach (var name in new[] { Config, Report, Predictions, Manifest }) File.Delete(Of(name));
        foreach (var name in new[] { Events, Checkpoints })
        {
            if (Directory.Exists(Of(name))) Directory.Delete(Of(name), recursive: true);
        }
    }

    private void Make() => WriteFailure.Guard(Path, () =>
    {
        Directory.CreateDirectory(EventsPath);
        Directory.CreateDirectory(CheckpointsPath);
    });
}
