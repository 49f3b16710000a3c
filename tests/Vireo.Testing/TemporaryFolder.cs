namespace Vireo.Testing;

/// <summary>A folder for one test, gone with all it holds when disposed.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Full path of the folder, which exists.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("vireo-").FullName;

    /// <summary>Full path of something inside; parts are separated by <c>/</c>.</summary>
    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    /// <summary>Writes a file inside, with the folders it needs.</summary>
    /// <returns>Its full path.</returns>
    public string Add(string relative, string content = "") =>
        Add(relative, System.Text.Encoding.UTF8.GetBytes(content));

    /// <inheritdoc cref="Add(string, string)"/>
    public string Add(string relative, ReadOnlySpan<byte> content)
    {
        var path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? Path);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
