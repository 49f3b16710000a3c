using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>Finds optional libraries: first the file an environment variable names, then the names a system uses.</summary>
internal static class LibraryLoader
{
    /// <summary>The first library that loads, or nothing.</summary>
    /// <param name="names">File names to try in turn.</param>
    /// <param name="pathVariable">Environment variable that names one file; then no other is tried.</param>
    public static (nint Handle, string Name)? TryLoad(IEnumerable<string> names, string pathVariable)
    {
        var chosen = Environment.GetEnvironmentVariable(pathVariable);
        if (!string.IsNullOrEmpty(chosen)) names = [chosen];

        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(LibraryLoader).Assembly, null, out var handle))
            {
                return (handle, name);
            }
        }

        return null;
    }
}
