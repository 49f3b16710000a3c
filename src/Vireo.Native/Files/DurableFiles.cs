using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>What is needed for a rename to survive a power cut, and .NET does not offer.</summary>
public static class DurableFiles
{
    /// <summary>Forces the entries of a directory to the disk: after a rename in it, the new name is there for good.
    /// Nothing is done on Windows, which writes directories with the rename, nor on file systems that cannot do
    /// it.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="IOException">The system failed.</exception>
    public static void SyncDirectory(string path)
    {
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"no directory {path}");
        if (OperatingSystem.IsWindows()) return;

        const int readOnly = 0, invalid = 22;
        var descriptor = LibC.Open(path, readOnly);
        if (descriptor < 0) throw Failure("open", path);
        try
        {
            // Some network file systems answer that a directory is nothing to be synchronised.
            if (LibC.FSync(descriptor) != 0 && Marshal.GetLastPInvokeError() != invalid) throw Failure("sync", path);
        }
        finally
        {
            _ = LibC.Close(descriptor);
        }
    }

    private static IOException Failure(string what, string path) =>
        new($"cannot {what} directory {path}: {Marshal.GetLastPInvokeErrorMessage()}");
}
