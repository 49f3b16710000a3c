using Vireo.Testing;
using Vireo.Vision.Datasets;

namespace Vireo.Vision.Tests.Datasets;

/// <summary>What a user types is turned into the files that are meant.</summary>
public sealed class ImageSearchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageSearchTests()
    {
        foreach (var name in (string[])["a/1.png", "a/2.png", "b/1.png"]) _folder.Add(name, [0]);
        _folder.Add("b/notes.md", [0]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_folders_patterns_and_lists_in_the_order_given()
    {
        File.WriteAllText(_folder["list.txt"], "b/1.png 1\na/2.png 0\n");

        Assert.Equal(["b/1.png", "a/1.png", "a/2.png"], Found("b", "a"));
        Assert.Equal(["a/1.png", "b/1.png"], Found("**/1.png"));
        Assert.Equal(["b/1.png", "a/2.png"], Found("list.txt"));
        Assert.Equal(["b/notes.md", "none.png"], Found("b/notes.md", "none.png"));
    }

    [Fact]
    public void What_means_nothing_is_refused()
    {
        Directory.CreateDirectory(_folder["empty"]);
        File.WriteAllText(_folder["missing.txt"], "a/9.png 0\n");
        File.WriteAllText(_folder["prose.txt"], "hello\n");

        Assert.Equal("VIR1002", Refused("empty"));
        Assert.Equal("VIR1015", Refused("*.tif"));
        Assert.Equal("VIR1008", Refused("missing.txt"));
        Assert.Equal("VIR1012", Refused("prose.txt"));
    }

    private string[] Found(params string[] wanted) =>
    [
        .. ImageSearch.Find(wanted.Select(name => _folder[name]))
            .Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/')),
    ];

    private string Refused(string wanted) => Assert.Throws<BadDataException>(() => Found(wanted)).Code;
}
