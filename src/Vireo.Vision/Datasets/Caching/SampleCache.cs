using System.Security.Cryptography;
using System.Text;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Caching;

/// <summary>Pictures as they are before chance comes in, kept in a folder: decoded (at the reduced scale that the
/// reader chose), or ready for evaluation. What comes from it is bit for bit what would be made anew.</summary>
/// <remarks>An entry belongs to a path, length and time of change, and to how the picture was made from it; so a file
/// that changes is read anew. Entries are checked by length and CRC-32C, appear complete or not at all, and go in the
/// order of their last use. Several processes may share a folder; together they may pass the size by a thirty-second
/// part of it for each process but one. Safe for any number of threads.</remarks>
public sealed class SampleCache
{
    private readonly string _folder;
    private readonly CacheFolder _space;
    private readonly Action<string> _warn;
    private long _hits;
    private long _made;
    private long _damaged;
    private int _isOff;

    /// <summary>Opens a cache; its folder is made when the first picture is stored.</summary>
    /// <param name="folder">A folder for nothing else.</param>
    /// <param name="mostBytes">Most that its files may take.</param>
    /// <param name="warn">Told once when nothing can be stored, as on a full disk: from then on pictures are made anew,
    /// and those stored are still used.</param>
    public SampleCache(string folder, long mostBytes, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(warn);
        ArgumentOutOfRangeException.ThrowIfNegative(mostBytes);
        (_folder, _warn) = (Path.GetFullPath(folder), warn);
        _space = new(_folder, mostBytes);
    }

    /// <summary>Pictures that were found.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Pictures that were made, and stored where that was possible.</summary>
    public long Made => Interlocked.Read(ref _made);

    /// <summary>Entries that were damaged, and dropped.</summary>
    public long Damaged => Interlocked.Read(ref _damaged);

    /// <summary>Whether pictures are stored; false after a failure to store one.</summary>
    public bool IsStoring => Volatile.Read(ref _isOff) == 0;

    /// <summary>The picture of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">How it is made: two ways that may differ in a pixel need two texts.</param>
    /// <param name="make">Makes it; what it throws comes through.</param>
    public Image Get(string path, string settings, Func<Image> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        var key = KeyOf(path, settings);
        if (key.Length == 0) return make();
        var name = Convert.ToHexStringLower(key);
        var file = Path.Combine(_folder, name[..2], name);
        if (Find(file, key) is { } found)
        {
            Interlocked.Increment(ref _hits);
            return found;
        }

        var image = make();
        Interlocked.Increment(ref _made);
        Store(file, key, image);
        return image;
    }

    // Nothing where the file cannot be looked at: who makes the picture says why.
    private static byte[] KeyOf(string path, string settings)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists) return [];
            var state = $"{file.FullName}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}";
            var text = $"{state}\0{settings}\0{VireoVersion.Text}";
            return SHA256.HashData(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private Image? Find(string path, byte[] key)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists) return null;
            using (var stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            {
                if (CacheEntry.Read(stream, key) is { } image)
                {
                    CacheFolder.Touch(file);
                    return image;
                }
            }

            Interlocked.Increment(ref _damaged);
            file.Delete();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // Gone meanwhile, or not to be read: the picture is made as if there were no cache.
        }
    }

    private void Store(string path, byte[] key, Image image)
    {
        if (!IsStoring) return;
        var temporary = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}{CacheFolder.Temporary}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _folder);
            if (!_space.Reserve(CacheEntry.Bytes(image))) return;
            try
            {
                using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 0))
                {
                    CacheEntry.Write(stream, key, image);
                }

                // Not flushed to the disk: what a power cut leaves of it is damaged, and noticed.
                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Interlocked.Exchange(ref _isOff, 1) == 0)
                _warn($"the cache in {_folder} cannot be written, so images are decoded anew: {e.Message}");
        }
    }
}
