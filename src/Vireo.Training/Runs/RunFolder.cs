using System.Text.Json;
using Vireo.Files;
using Vireo.Onnx;
using Vireo.Training.Bundles;
using Vireo.Training.Config;

namespace Vireo.Training.Runs;

/// <summary>The folder that holds all of a run: configuration, manifest, events, checkpoints, report,
/// predictions.</summary>
public sealed class RunFolder
{
    private const string Config = "config.yaml", Manifest = "manifest.json", Report = "report.html";
    private const string Graph = "graph.onnx", Predictions = "predictions.jsonl";
    private const string Events = "events", Checkpoints = "checkpoints";
    private const long MostManifestBytes = 64L << 20;

    private RunFolder(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Where the configuration stands.</summary>
    public string ConfigPath => Of(Config);

    /// <summary>Where the report stands.</summary>
    public string ReportPath => Of(Report);

    /// <summary>Folder of the event files.</summary>
    public string EventsPath => Of(Events);

    /// <summary>Folder of the checkpoints.</summary>
    public string CheckpointsPath => Of(Checkpoints);

    /// <summary>Where the predictions on the validation images stand, a JSON object per line.</summary>
    public string PredictionsPath => Of(Predictions);

    /// <summary>Prepares a folder to train in. Resuming where there is no run begins one, so that the same command
    /// works whether or not an earlier one came far enough.</summary>
    /// <exception cref="UsageException">It holds a run (<c>VIR3101</c>), or other things (<c>VIR3102</c>).</exception>
    /// <exception cref="VireoException">It cannot be made.</exception>
    public static RunFolder Create(string path, RunMode mode)
    {
        Check(path, mode);
        var folder = new RunFolder(path);
        if (folder.IsRun && mode == RunMode.Resume) return folder;
        folder.RemoveRun();
        folder.Make();
        return folder;
    }

    /// <summary>Throws what <see cref="Create"/> would throw about the content of a folder, and changes
    /// nothing.</summary>
    /// <exception cref="UsageException">It holds a run (<c>VIR3101</c>), or other things (<c>VIR3102</c>).</exception>
    public static void Check(string path, RunMode mode)
    {
        var folder = new RunFolder(path);
        if (folder.IsRun && mode == RunMode.New)
        {
            throw new UsageException("VIR3101", $"{path} holds a run already. Use --resume to go on with it, "
                + "--overwrite to begin anew, or another --output.");
        }

        if (!folder.IsRun && !folder.IsFree)
        {
            throw new UsageException("VIR3102",
                $"{path} is there and holds something else than a run. Choose another --output.");
        }
    }

    /// <summary>Opens the folder of a run to evaluate or predict with it.</summary>
    /// <exception cref="UsageException"><c>VIR3104</c>: it holds no run.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        if (folder.IsRun) return folder;
        throw new UsageException("VIR3104", $"{path} is no run folder: it has no {Manifest}.");
    }

    /// <summary>Whether a folder holds a run.</summary>
    public static bool IsRunAt(string path) => new RunFolder(path).IsRun;

    /// <summary>Keeps other processes from writing into the folder until disposed.</summary>
    /// <exception cref="UsageException"><c>VIR3105</c>: another process does; the message says which.</exception>
    internal RunLock Lock() => RunLock.Take(Path);

    /// <summary>The store of checkpoints.</summary>
    /// <param name="keep">Latest ones to keep.</param>
    /// <param name="warn">Told about damaged ones that are skipped.</param>
    public CheckpointStore OpenCheckpoints(int keep, Action<string> warn) => new(CheckpointsPath, keep, warn);

    /// <summary>Writes the configuration as resolved.</summary>
    public void WriteConfig(RunConfig config) => ConfigYaml.WriteFile(Of(Config), config);

    /// <summary>Reads the configuration back.</summary>
    /// <exception cref="UsageException">It is missing, or was changed into something else.</exception>
    public RunConfig ReadConfig() => WithGraph(ConfigLoader.Load(Of(Config)));

    /// <summary>Keeps the graph of a model that is not of the zoo.</summary>
    internal void WriteGraph(OnnxModule network) => AtomicFile.Write(
        Of(Graph), stream => network.WriteGraph(stream, ModelBundle.WeightsName));

    /// <summary>The configuration with the place of that graph, where there is one.</summary>
    internal RunConfig WithGraph(RunConfig config) => !File.Exists(Of(Graph)) ? config
        : config with { Model = config.Model with { GraphFile = Of(Graph) } };

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

    /// <summary>Whether a run was begun here.</summary>
    public bool IsRun => File.Exists(Of(Manifest));

    // A process killed before the manifest was there leaves empty folders and parts of the first two files.
    private bool IsFree => !File.Exists(Path) && (!Directory.Exists(Path)
        || Directory.EnumerateFileSystemEntries(Path).All(entry => Directory.Exists(entry)
            ? System.IO.Path.GetFileName(entry) is Events or Checkpoints
                && !Directory.EnumerateFileSystemEntries(entry).Any()
            : System.IO.Path.GetFileName(entry) is Config or Graph or RunLock.FileName or RunLock.OwnerName
                || IsTemporary(entry)));

    private static bool IsTemporary(string path) => System.IO.Path.GetFileName(path) is var name
        && name.EndsWith(".tmp", StringComparison.Ordinal)
        && new[] { Config, Manifest, Report, Predictions, Graph }.Any(
            own => name.StartsWith($"{own}.", StringComparison.Ordinal));

    private string Of(string name) => System.IO.Path.Combine(Path, name);

    // Only what is ours: somebody may keep notes beside it, and a wrong path must not cost a home folder.
    private void RemoveRun()
    {
        if (!Directory.Exists(Path)) return;
        foreach (var name in new[] { Config, Report, Predictions, Graph, Manifest }) File.Delete(Of(name));
        foreach (var path in Directory.EnumerateFiles(Path, "*.tmp").Where(IsTemporary).ToList()) File.Delete(path);
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
