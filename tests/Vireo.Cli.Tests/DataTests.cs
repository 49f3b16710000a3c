using System.Text.Json;
using Vireo.Testing;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo data</c> as a process: what it prints, writes and refuses.</summary>
public sealed class DataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public DataTests()
    {
        _data = TinyData.Write(_folder, "data", each: 1);
        Directory.CreateDirectory(_folder["voc"]);
        _folder.Add("voc/a.png", TinyData.Picture(0));
        _folder.Add("voc/a.xml", "<annotation><object><name>cat</name><difficult>1</difficult><bndbox><xmin>1</xmin>"
            + "<ymin>2</ymin><xmax>5</xmax><ymax>9</ymax></bndbox></object></annotation>");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Convert_writes_another_format_and_tells_what_it_has_no_place_for()
    {
        var coco = VireoProcess.Run("data", "convert", _folder["voc"], "--to", "coco", "--output", _folder["coco"]).Succeeded();
        Assert.Equal($"voc to coco: 1 images, 1 objects in {_folder["coco"]}", coco.Lines[0]);

        var yolo = VireoProcess.Run(
            "data", "convert", _folder["coco"], "--to", "yolo", "--output", _folder["yolo"], "--json").Succeeded();
        using var json = JsonDocument.Parse(yolo.Output);
        Assert.Equal("coco", json.RootElement.GetProperty("from").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("losses").GetProperty("difficult flags").GetInt32());
        Assert.Equal("cat", json.RootElement.GetProperty("classes")[0].GetString());
        Assert.True(File.Exists(Path.Combine(_folder["yolo"], "labels", "a.txt")));
    }

    [Fact]
    public void Stats_prints_counts_for_people_and_JSON_for_programs()
    {
        var text = VireoProcess.Run("data", "stats", _folder["voc"]).Succeeded();
        Assert.Contains("all: 1 images, 1 objects", text.Output, StringComparison.Ordinal);
        var run = VireoProcess.Run("data", "stats", _data, "--json").Succeeded();
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("folders", json.RootElement.GetProperty("format").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("splits")[0].GetProperty("classes").GetProperty("red").GetInt32());
        Assert.Equal(3, json.RootElement.GetProperty("channels").GetProperty("mean").GetArrayLength());
    }

    [Fact]
    public void Look_writes_one_page_and_tells_where()
    {
        _folder.Add("voc/b.png", TinyData.Picture(1));
        _folder.Add("voc/b.xml", "<annotation><object><name>cat</name></object><object>");

        var run = VireoProcess.Run("data", "look", _folder["voc"], "--output", _folder["page.html"], "--per-class", "2").Succeeded();

        Assert.Equal([_folder["page.html"]], run.Lines);
        var page = System.Xml.Linq.XDocument.Parse(File.ReadAllText(_folder["page.html"])[15..]);
        Assert.Contains("VIR1247", page.Root!.Value, StringComparison.Ordinal);
        Assert.All(page.Descendants("image"), image =>
            Assert.StartsWith("data:image/jpeg", (string?)image.Attribute("href"), StringComparison.Ordinal));
        _folder.Add("bare/some.png", TinyData.Picture(1));
        Assert.Single(VireoProcess.Run("data", "look", _folder["bare"], "--output", _folder["bare.html"]).Succeeded().Lines);
        Assert.Contains("images without labels", File.ReadAllText(_folder["bare.html"]), StringComparison.Ordinal);
        Refused(3, "VIR1030", "Did you mean 'voc'?", "data", "look", _folder["vco"]);
    }

    [Fact]
    public void Lint_reads_labels_and_tells_as_what()
    {
        _folder.Add("voc/a.xml", "<annotation><object><name>cat</name><bndbox><xmin>5</xmin><ymin>2</ymin><xmax>500</xmax>"
            + "<ymax>9</ymax></bndbox></object></annotation>");

        var run = VireoProcess.Run("data", "lint", _folder["voc"], "--image-size", "32", "--json");

        Assert.Equal(3, run.Exit);
        Assert.Contains("read as Pascal VOC XML", run.Errors, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(1, json.RootElement.GetProperty("summary").GetProperty("codes").GetProperty("VIR1250").GetInt32());
        Assert.DoesNotContain("VIR1250", VireoProcess.Run("data", "lint", _folder["voc"], "--from", "folders").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_converted_is_refused_and_nothing_is_left()
    {
        Refused(3, "VIR1030", "Did you mean 'voc'?", "data", "stats", _folder["vco"]);
        Refused(2, "VIR3024", "Did you mean 'yolo'?", "data", "convert", _folder["voc"], "--to", "yollo", "--output", "x");
        Refused(2, "VIR3025", "only read", "data", "convert", _folder["voc"], "--to", "idx", "--output", _folder["x"]);
        _folder.Add("voc/a.xml", "<annotation><object>");
        Refused(3, "VIR1031", "a.xml, line 1", "data", "convert", _folder["voc"], "--from", "voc", "--to", "coco",
            "--output", _folder["x"]);
        Assert.False(Directory.Exists(_folder["x"]));
    }

    private static void Refused(int exit, string code, string told, params string[] arguments)
    {
        var result = VireoProcess.Run(arguments);
        Assert.True(result.Exit == exit, $"exit code {result.Exit}\n{result.Errors}");
        Assert.Contains(code, result.Errors, StringComparison.Ordinal);
        Assert.Contains(told, result.Errors, StringComparison.Ordinal);
    }
}
