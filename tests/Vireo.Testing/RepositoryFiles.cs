namespace Vireo.Testing;

/// <summary>Finds files of the repository and data beside it, from wherever the tests run.</summary>
public static class RepositoryFiles
{
    /// <summary>Folder that holds <c>Vireo.slnx</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">No folder above the tests holds it.</exception>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Vireo.slnx"))) folder =
                folder.Parent;
            return folder?.FullName ?? throw new DirectoryNotFoundException("no Vireo.slnx above the tests");
        }
    }

    /// <summary>A golden file, such as <c>metrics/classification.json</c>.</summary>
    public static string Golden(string relative) => Path.Combine(Root, "tests", "goldens", relative);

    /// <summary>A folder of real data: below <c>VIREO_DATA</c>, or below <c>../shared/data</c> beside the
    /// repository.</summary>
    /// <returns>Null when it is not there, except on the build server, where everything has to be.</returns>
    /// <exception cref="DirectoryNotFoundException">It is missing and <c>CI</c> is <c>true</c>.</exception>
    public static string? Data(string name)
    {
        var root = Environment.GetEnvironmentVariable("VIREO_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        var folder = Path.GetFullPath(Path.Combine(root, name));
        if (Directory.Exists(folder)) return folder;
        if (Environment.GetEnvironmentVariable("CI") == "true") throw new DirectoryNotFoundException(folder);
        return null;
    }
}
