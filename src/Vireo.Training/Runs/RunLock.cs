using System.Globalization;
using System.Text;
using Vireo.Files;

namespace Vireo.Training.Runs;

/// <summary>Keeps other processes from writing into a run folder. The system lets go of it when the process ends,
/// however that happens, so nothing is left to clean up.</summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>Names of the file that is locked, which stays, and of the one that says by whom, which others can
    /// read.</summary>
    public const string FileName = "run.lock", OwnerName = "run.owner";

    // What the system says when another process has the file: Linux, macOS, Windows (sharing, lock).
    private static readonly int[] s_taken = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];
    private const int MostOwnerBytes = 1024;
    private readonly FileStream _file;
    private readonly string _owner;

    private RunLock(FileStream file, string owner) => (_file, _owner) = (file, owner);

    /// <summary>Takes a folder, which is made when missing.</summary>
    /// <exception cref="UsageException"><c>VIR3105</c>: another process has it; the message says which.</exception>
    /// <exception cref="VireoException">It cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        var owner = Path.Combine(folder, OwnerName);
        FileStream? file = null;
        try
        {
            WriteFailure.Guard(folder, () =>
            {
                Directory.CreateDirectory(folder);
                var path = Path.Combine(folder, FileName);
                file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                File.WriteAllText(owner, string.Create(
                    CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}"));
            });
            return new(file ?? throw new InvalidOperationException("the guard returned without a file"), owner);
        }
        catch (VireoException failure)
        {
            var isTaken = file is null && s_taken.Contains(failure.InnerException?.HResult ?? 0);
            file?.Dispose();
            if (!isTaken) throw;
            throw new UsageException("VIR3105", $"{folder} is being written by {OwnerOf(owner)}. "
                + "Wait for it or stop it, or choose another --output.");
        }
    }

    /// <summary>Lets go.</summary>
    public void Dispose()
    {
        File.Delete(_owner); // As long as nobody else can have written it.
        _file.Dispose();
    }

    // It may be gone or half-written at this very moment, or changed by hand.
    private static string OwnerOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
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
