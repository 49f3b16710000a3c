namespace Vireo.Training.Runs;

/// <summary>A checkpoint on disk whose checksums were found right.</summary>
public sealed class Checkpoint
{
    private readonly IReadOnlyDictionary<string, FileChecksum> _files;

    internal Checkpoint(string path, CheckpointManifest manifest) => (Path, Step, _files) =
        (path, manifest.Step, manifest.Files);

    /// <summary>Full path of its folder.</summary>
    public string Path { get; }

    /// <summary>Training steps done when it was saved.</summary>
    public long Step { get; }

    /// <summary>Names of its files.</summary>
    public IEnumerable<string> Files => _files.Keys;

    /// <summary>Full path of one of its files.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2104</c>: it has no such file.</exception>
    public string this[string name] => _files.ContainsKey(name)
        ? System.IO.Path.Combine(Path, name)
        : throw new BadModelFileException("VIR2104", $"the checkpoint {Path} has no {name}.");
}
