using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Vireo.Files;

namespace Vireo.Training.Runs;

/// <summary>Saves checkpoints so that a killed process or a full disk never costs an older one, and finds the latest
/// that is whole.</summary>
public sealed class CheckpointStore
{
    private const string Prefix = "step-", Checksums = "checksums.json", BestName = "best.json";
    private const long MostJsonBytes = 1 << 20;
    private readonly string _folder;
    private readonly int _keep;
    private readonly Action<string> _warn;

    /// <summary>A store over a folder, which is made when missing; what a killed process left half-written
    /// goes.</summary>
    /// <param name="folder">Where checkpoints stand, each in <c>step-N</c>.</param>
    /// <param name="keep">Latest ones to keep, 1 or more; the best one is kept beside them.</param>
    /// <param name="warn">Told about damaged ones that are skipped.</param>
    public CheckpointStore(string folder, int keep, Action<string> warn)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keep);
        (_folder, _keep, _warn) = (Path.GetFullPath(folder), keep, warn);
        Directory.CreateDirectory(_folder);
        AtomicFolder.RemoveLeftovers(_folder);
    }

    /// <summary>Saves a checkpoint whole, then removes those that are not kept any more.</summary>
    /// <param name="step">Training steps done.</param>
    /// <param name="files">What to save.</param>
    /// <param name="bestScore">Its score when it is the best so far: it then stays until a better one comes.</param>
    /// <returns>Full path of its folder.</returns>
    /// <exception cref="VireoException">The disk is full (<c>VIR4001</c>) or refuses; older checkpoints are as
    /// before.</exception>
    public string Save(long step, IEnumerable<CheckpointFile> files, double? bestScore = null)
    {
        var path = PathOf(step);
        AtomicFolder.Write(path, WithChecksums(step, files));
        if (bestScore is { } score) MarkBest(step, score);
        Prune();
        return path;
    }

    /// <summary>Notes that a saved checkpoint is the best so far. A process killed right after saving may have missed
    /// it.</summary>
    public void MarkBest(long step, double score)
    {
        if (ReadBest() == new BestCheckpoint(step, score)) return;
        AtomicFile.Write(BestPath, stream =>
            JsonSerializer.Serialize(stream, new(step, score), RunJson.Readable.BestCheckpoint));
    }

    /// <summary>Steps of the checkpoints there are, whole or not, rising.</summary>
    public IReadOnlyList<long> Steps() =>
    [
        .. Directory.EnumerateDirectories(_folder, $"{Prefix}*").Select(path => StepOf(Path.GetFileName(path)))
            .OfType<long>().Order(),
    ];

    /// <summary>The latest checkpoint whose checksums are right; damaged ones are skipped with a warning.</summary>
    /// <returns>Null when there is none at all.</returns>
    /// <exception cref="BadModelFileException"><c>VIR2102</c>: there are some, and all are damaged.</exception>
    public Checkpoint? LatestValid() => LatestValid(null);

    private Checkpoint? LatestValid(IReadOnlyCollection<string>? needed)
    {
        var steps = Steps();
        foreach (var step in steps.Reverse())
        {
            if (TryOpen(step, needed) is { } checkpoint) return checkpoint;
        }

        if (steps.Count == 0) return null;
        throw new BadModelFileException("VIR2102", $"all {steps.Count} checkpoints in {_folder} are damaged.");
    }

    /// <summary>The best checkpoint, or the latest valid one when none is marked or it is damaged.</summary>
    /// <param name="needed">Files whose checksums have to be right; null for all.</param>
    /// <returns>Null when there is none at all.</returns>
    /// <exception cref="BadModelFileException"><c>VIR2102</c>: there are some, and all are damaged.</exception>
    public Checkpoint? Best(IReadOnlyCollection<string>? needed = null) =>
        ReadBest() is { } best && TryOpen(best.Step, needed) is { } checkpoint ? checkpoint : LatestValid(needed);

    /// <summary>Score of the best checkpoint so far; null when none is marked.</summary>
    public double? BestScore => ReadBest()?.Score;

    private string BestPath => Path.Combine(_folder, BestName);

    private string PathOf(long step) =>
        Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step}"));

    private static long? StepOf(string name) =>
        long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? step : null;

    private static IEnumerable<(string Name, Action<Stream> Write)> WithChecksums(
        long step, IEnumerable<CheckpointFile> files)
    {
        var checksums = new SortedDictionary<string, FileChecksum>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (file.Name == Checksums || checksums.ContainsKey(file.Name))
            {
                throw new ArgumentException($"the name '{file.Name}' is taken", nameof(files));
            }

            // On the way to the disk, so that what is checked later is what was meant, not what arrived.
            yield return (file.Name, stream =>
            {
                using var hashing = new HashingStream(stream);
                file.Write(hashing);
                checksums[file.Name] = new(hashing.Length, hashing.Finish());
            });
        }

        var manifest = new CheckpointManifest { Step = step, Files = checksums };
        yield return (Checksums, stream =>
            JsonSerializer.Serialize(stream, manifest, RunJson.Readable.CheckpointManifest));
    }

    private BestCheckpoint? ReadBest()
    {
        if (!File.Exists(BestPath)) return null;
        try
        {
            return RunJson.ReadFile(BestPath, MostJsonBytes, RunJson.Readable.BestCheckpoint);
        }
        catch (BadModelFileException failure)
        {
            _warn(failure.Message);
            return null;
        }
    }

    private Checkpoint? TryOpen(long step, IReadOnlyCollection<string>? needed)
    {
        var path = PathOf(step);
        try
        {
            var manifest =
                RunJson.ReadFile(Path.Combine(path, Checksums), MostJsonBytes, RunJson.Readable.CheckpointManifest);
            if (manifest.Step != step) throw Damaged(path, $"it says it is step {manifest.Step}");
            foreach (var (name, checksum) in manifest.Files)
            {
                if (needed is null || needed.Contains(name)) Verify(path, name, checksum);
            }

            return new(path, manifest);
        }
        catch (BadModelFileException failure)
        {
            _warn($"checkpoint {path} is damaged and skipped: {failure.Reason}");
            return null;
        }
    }

    private static void Verify(string path, string name, FileChecksum expected)
    {
        if (Path.GetFileName(name) != name) throw Damaged(path, $"'{name}' is no plain file name");
        var file = new FileInfo(Path.Combine(path, name));
        if (!file.Exists) throw Damaged(path, $"{name} is missing");
        if (file.Length != expected.Bytes) throw Damaged(path, $"{name} has {file.Length} of {expected.Bytes} bytes");
        using var stream = file.OpenRead();
        if (Convert.ToHexStringLower(SHA256.HashData(stream)) != expected.Sha256)
        {
            throw Damaged(path, $"the checksum of {name} is wrong");
        }
    }

    private static BadModelFileException Damaged(string path, string reason) => new("VIR2101", $"{path}: {reason}.");

    private void Prune()
    {
        var best = ReadBest()?.Step;
        foreach (var step in Steps().SkipLast(_keep))
        {
            if (step != best) Directory.Delete(PathOf(step), recursive: true);
        }
    }
}
