using System.Buffers;
using System.IO.Enumeration;

namespace Vireo.Vision.Datasets.Caching;

/// <summary>Keeps the files of a cache within a size; those used longest ago go first.</summary>
/// <remarks>What other processes add is seen by looking at the folder anew, after every thirty-second part of the size
/// that this one adds.</remarks>
internal sealed class CacheFolder(string folder, long mostBytes)
{
    public const string Temporary = ".tmp";

    private const int NameLength = 64;
    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789abcdef");

    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1), Recently = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private long _bytes;
    private long _added = long.MaxValue;

    /// <summary>Makes room for a file before it is written.</summary>
    /// <returns>False when it is larger than all that there may be.</returns>
    public bool Reserve(long bytes)
    {
        if (bytes > mostBytes / 2) return false;
        lock (_gate)
        {
            if (_added > mostBytes / 32 || _bytes + bytes > mostBytes) Look(bytes);
            _bytes += bytes;
            _added += bytes;
        }

        return true;
    }

    /// <summary>Notes that a file was used.</summary>
    public static void Touch(FileInfo file)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        if (now - file.LastWriteTimeUtc > Recently) file.LastWriteTimeUtc = now;
    }

    private void Look(long wanted)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var files = Files();
        (_bytes, _added) = (files.Sum(file => file.Length), 0);
        foreach (var left in files.Where(file => IsAbandoned(file.Path, file.Used, now))) Remove(left);
        if (_bytes + wanted <= mostBytes) return;
        // A little more than is needed, so that not every file that comes asks again.
        var goal = mostBytes - mostBytes / 16 - wanted;
        foreach (var file in files.OrderBy(file => file.Used).ThenBy(file => file.Path, StringComparer.Ordinal))
        {
            if (_bytes <= goal) break;
            if (!file.Path.EndsWith(Temporary, StringComparison.Ordinal)) Remove(file);
        }
    }

    // Files that vanish meanwhile are no error here. Only those that a cache may have written: somebody may have named
    // a folder of photographs.
    private List<(string Path, long Length, DateTime Used)> Files() =>
    [
        .. new FileSystemEnumerable<(string Path, long Length, DateTime Used)>(
            folder, (ref entry) => (entry.ToFullPath(), entry.Length, entry.LastWriteTimeUtc.UtcDateTime),
            new()
            {
                RecurseSubdirectories = true, MaxRecursionDepth = 1, AttributesToSkip = FileAttributes.ReparsePoint,
            })
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && IsOwn(entry.Directory, entry.FileName),
        },
    ];

    private static bool IsOwn(ReadOnlySpan<char> directory, ReadOnlySpan<char> name) =>
        name.Length >= NameLength && name[..NameLength].IndexOfAnyExcept(_digits) < 0
            && Path.GetFileName(directory).SequenceEqual(name[..2])
            && (name.Length == NameLength || name.EndsWith(Temporary, StringComparison.Ordinal));

    // Of a process that was killed while it wrote.
    private static bool IsAbandoned(string path, DateTime used, DateTime now) =>
        path.EndsWith(Temporary, StringComparison.Ordinal) && now - used > Abandoned;

    private void Remove((string Path, long Length, DateTime Used) file)
    {
        File.Delete(file.Path); // No error when another process was faster.
        _bytes -= file.Length;
    }
}
