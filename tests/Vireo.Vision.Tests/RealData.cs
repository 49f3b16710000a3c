using Vireo.Testing;

namespace Vireo.Vision.Tests;

/// <summary>Finds the real data that tests use where it is there.</summary>
internal static class RealData
{
    /// <summary>Where the data is, if it is there.</summary>
    public static string Root => Environment.GetEnvironmentVariable("VIREO_DATA")
        ?? Path.Combine(RepositoryFiles.Root, "..", "shared", "data");

    /// <summary>The folder, or a skipped test that says so; on the build server data must be there.</summary>
    public static string Folder(string name)
    {
        var folder = Path.Combine(Root, name);
        var present = Directory.Exists(folder);
        Assert.True(present || Environment.GetEnvironmentVariable("CI") != "true", $"{folder} is missing.");
        Skip.IfNot(present, $"{folder} is missing; set VIREO_DATA.");
        return folder;
    }
}
