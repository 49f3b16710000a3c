using System.Text;
using Vireo.Native;

namespace Vireo.Files;

/// <summary>Writes files that are either the old one or the new one, never a part of either.</summary>
public static class AtomicFile
{
    /// <summary>Writes beside the target under a temporary name, flushes to the disk, renames over the target and
    /// flushes the folder, so that a power cut after the return cannot bring the old file back.</summary>
    /// <param name="path">The file; its folder is made when missing.</param>
    /// <param name="write">Writes the content. Whatever it throws, the temporary is removed and the old file
    /// stays.</param>
    /// <exception cref="VireoException"><c>VIR4001</c>: the disk is full. <c>VIR4002</c>: the file cannot be
    /// written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Path.GetFullPath(path);
        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        var folder = Path.GetDirectoryName(target) ?? target;
        WriteFailure.Guard(target, () => MakeFolder(folder));
        try
        {
            WriteFailure.Guard(target, () =>
            {
                WriteFlushed(temporary, write);
                File.Move(temporary, target, overwrite: true);
                DurableFiles.SyncDirectory(folder);
            });
        }
        finally
        {
            File.Delete(temporary); // Nothing is left of it after a rename, and deleting nothing is no error.
        }
    }

    /// <summary>As <see cref="Write"/>, for UTF-8 text without a byte order mark.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Makes a file and returns when its bytes are on the disk; for files of a folder that is renamed
    /// later.</summary>
    internal static void WriteFlushed(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Makes a folder with those above it, so that it is there after a power cut too.</summary>
    internal static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(folder);
        if (parent is not null) MakeFolder(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null) DurableFiles.SyncDirectory(parent);
    }
}
