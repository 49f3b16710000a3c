namespace Vireo.Vision.Samples;

/// <summary>A folder that appears complete or not at all: written beside its place under another name, then
/// renamed.</summary>
internal sealed class StagedFolder : IDisposable
{
    private readonly string _target;
    private readonly bool _overwrite;

    /// <exception cref="UsageException">The target is there, is not empty, and may not be replaced.</exception>
    public StagedFolder(string target, bool overwrite)
    {
        (_target, _overwrite) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(target)), overwrite);
        if (File.Exists(_target))
            throw new UsageException("VIR3111", $"{target} is a file; name a folder.");
        if (!overwrite && Directory.Exists(_target) && Directory.EnumerateFileSystemEntries(_target).Any())
            throw new UsageException("VIR3112",
                $"{target} is not empty. Name another folder, or ask for it to be overwritten.");

        Staging = Beside("new");
        Directory.CreateDirectory(Staging);
    }

    /// <summary>The folder to write into.</summary>
    public string Staging { get; }

    /// <summary>Puts the folder in its place; an older one goes last, so that there is always one.</summary>
    public void Commit()
    {
        var old = Beside("old");
        var replaces = Directory.Exists(_target);
        if (replaces && !_overwrite)
            Directory.Delete(_target);
        else if (replaces)
            Directory.Move(_target, old);

        try
        {
            Directory.Move(Staging, _target);
        }
        catch when (Directory.Exists(old))
        {
            Directory.Move(old, _target);
            throw;
        }

        if (Directory.Exists(old))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Staging))
            Directory.Delete(Staging, recursive: true);
    }

    private string Beside(string what) => $"{_target}.{what}-{Environment.ProcessId}";
}
