using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>The few functions of the C library that .NET has no equivalent for.</summary>
internal static unsafe partial class LibC
{
    /// <summary>Sets a variable where native code sees it: <see cref="Environment"/> keeps a copy of its own, which
    /// libgomp never reads.</summary>
    public static void SetEnvironment(string name, string value, bool overwrite)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnv(name, value, overwrite ? 1 : 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);
}
