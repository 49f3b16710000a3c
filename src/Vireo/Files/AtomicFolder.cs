using Vireo.Native;

namespace Vireo.Files;

/// <summary>Writes a folder of files so that it exists whole or not at all.</summary>
public static class AtomicFolder
{
    private const string Suffix = ".tmp", OldSuffix = $".old{Suffix}";

    /// <summary>Fills a hidden folder beside the target, each file flushed to the disk, then renames it and flushes the
    /// folder above: a power cut after the return cannot undo it.</summary>
    /// <param name="path">The folder; one of the same name is replaced.</param>
    /// <param name="files">Names and contents, written in this order. A name holds no separator.</param>
    /// <exception cref="VireoException"><c>VIR4001</c>: the disk is full. <c>VIR4002</c>: it cannot be
    /// written.</exception>
    public static void Write(string path, IEnumerable<(string Name, Action<Stream> Write)> files)
    {
        var target = Path.GetFullPath(path);
        var parent = Path.GetDirectoryName(target) ?? target;
        var temporary = Path.Combine(parent, $".{Path.GetFileName(target)}{Suffix}");
        try
        {
            WriteFailure.Guard(target, () => Fill(temporary, files));
            WriteFailure.Guard(target, () => Swap(temporary, target));
        }
        finally
        {
            DeleteIfThere(temporary);
        }
    }

    /// <summary>Removes what a killed process left half-written in a folder of such folders, and puts back what it had
    /// set aside to replace.</summary>
    public static void RemoveLeftovers(string parent)
    {
        if (!Directory.Exists(parent)) return;
        foreach (var old in Directory.EnumerateDirectories(parent, $".*{OldSuffix}").ToList())
        {
            var target = Path.Combine(parent, Path.GetFileName(old)[1..^OldSuffix.Length]);
            if (!Directory.Exists(target)) Directory.Move(old, target);
        }

        foreach (var folder in Directory.EnumerateDirectories(parent, $".*{Suffix}").ToList()) DeleteIfThere(folder);
    }

    private static void Fill(string temporary, IEnumerable<(string Name, Action<Stream> Write)> files)
    {
        DeleteIfThere(temporary);
        AtomicFile.MakeFolder(temporary);
        foreach (var (name, write) in files)
        {
            if (Path.GetFileName(name) != name || name.Length == 0)
            {
                throw new ArgumentException($"'{name}' is no plain file name", nameof(files));
            }

            AtomicFile.WriteFlushed(Path.Combine(temporary, name), write);
        }

        DurableFiles.SyncDirectory(temporary);
    }

    private static void Swap(string temporary, string target)
    {
        // A folder cannot be renamed over a full one. Killed between the two moves, RemoveLeftovers puts the old one
        // back.
        var old = $"{temporary[..^Suffix.Length]}{OldSuffix}";
        DeleteIfThere(old);
        if (Directory.Exists(target)) Directory.Move(target, old);
        Directory.Move(temporary, target);
        DurableFiles.SyncDirectory(Path.GetDirectoryName(target) ?? target); // Before the old one goes for good.
        DeleteIfThere(old);
    }

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
