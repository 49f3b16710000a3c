using System.Globalization;
using System.Text;
using Vireo.Files;

namespace Vireo.Training.Runs;

/// <summary>Keeps other processes from writing into a run folder. The system lets go of it when the process ends,
/// however that happens, so nothing is left to clean up.</summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>Name of the file in the run folder; it stays there, empty.</summary>
    public const string FileName = "run.lock";

    // What the system says when another process has the file: Linux, macOS, Windows (sharing, lock).
    private static readonly int[] s_taken = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];
    private const int MostOwnerBytes = 1024;
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes a folder, which is made when missing.</summary>
    /// <exception cref="UsageException"><c>VIR3105</c>: another process has it; the message says which.</exception>
    /// <exception cref="VireoException">It cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        var path = Path.Combine(folder, FileName);
        FileStream? file = null;
        try
        {
            WriteFailure.Guard(folder, () =>
            {
                Directory.CreateDirectory(folder);
                file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            });
        }
        catch (VireoException failure) when (failure.InnerException is { } inner && s_taken.Contains(inner.HResult))
        {
            throw new UsageException("VIR3105", $"{folder} is being written by {OwnerOf(path)}. "
                + "Wait for it or stop it, or choose another --output.");
        }

        var own = new RunLock(file ?? throw new InvalidOperationException("the guard returned without a file"));
        own.Sign();
        return own;
    }

    /// <summary>Lets go.</summary>
    public void Dispose()
    {
        _file.SetLength(0);
        _file.Dispose();
    }

    private void Sign()
    {
        var owner = string.Create(
            CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}");
        _file.SetLength(0);
        _file.Write(Encoding.UTF8.GetBytes(owner));
        _file.Flush();
    }

    // Where the system locks reading too (Windows), or the file was changed by hand, the owner stays unknown.
    private static string OwnerOf(string path)
    {
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[MostOwnerBytes];
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var text = Encoding.UTF8.GetString(bytes, 0, count);
            return text.StartsWith("process ", StringComparison.Ordinal) ? text.ReplaceLineEndings(" ")
                : "another process";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
