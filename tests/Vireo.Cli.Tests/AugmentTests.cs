using System.Text.Json;
using Vireo.Testing;
using Vireo.Vision.Imaging;

namespace Vireo.Cli.Tests;

/// <summary><c>vireo augment preview</c> as a process: what it draws, prints and refuses.</summary>
public sealed class AugmentTests : IDisposable
{
    private static readonly Rgb s_red = new(230, 60, 50);
    private readonly TemporaryFolder _folder = new();

    public AugmentTests()
    {
        // A white square in a corner of a black picture, and its box.
        var pixels = Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)(i / 3 % 64 < 16 && i / 192 < 16 ? 255 : 0)).ToArray();
        foreach (var name in (string[])["a", "b", "c"])
        {
            _folder.Add($"voc/{name}.png", ImageFile.EncodePng(new(64, 64, 3, pixels)));
            _folder.Add($"voc/{name}.xml", "<annotation><object><name>cell</name><bndbox><xmin>0</xmin><ymin>0</ymin>"
                + "<xmax>16</xmax><ymax>16</ymax></bndbox></object></annotation>");
        }

        _folder.Add("flip.yaml", "- horizontal_flip: {probability: 1}\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Preview_draws_each_sample_as_it_is_and_as_drawn_with_its_boxes()
    {
        var run = Preview("--pipeline", _folder["flip.yaml"], "--count", "2", "--rows", "2", "--cell", "64", "--json").Succeeded();
        using var json = JsonDocument.Parse(run.Output);
        var root = json.RootElement;

        Assert.Equal(_folder["sheet.png"], root.GetProperty("output").GetString());
        Assert.Equal("- horizontal_flip: {probability: 1}\n", root.GetProperty("pipeline").GetString());
        Assert.Equal(2, root.GetProperty("rows").GetArrayLength());
        var row = root.GetProperty("rows")[0];
        Assert.Equal((1, 2), (row.GetProperty("objects").GetInt32(), row.GetProperty("draws").GetArrayLength()));
        Assert.Equal(1, row.GetProperty("draws")[1].GetProperty("objects").GetInt32());

        var sheet = ImageFile.Read(_folder["sheet.png"]).ToImage();
        Assert.Equal((root.GetProperty("width").GetInt32(), root.GetProperty("height").GetInt32()), (sheet.Width, sheet.Height));
        Assert.Equal((6 + 3 * 70, 6 + 2 * 83), (sheet.Width, sheet.Height));
        // The first picture begins at (6, 19): the left line of its box. The second one's box ends at its right edge.
        Assert.Equal(s_red, At(sheet, 6, 19 + 14));
        Assert.Equal(new Rgb(0, 0, 0), At(sheet, 6 + 63, 19 + 14));
        Assert.Equal(s_red, At(sheet, 76 + 63, 19 + 14));
        Assert.Equal(new Rgb(0, 0, 0), At(sheet, 76, 19 + 14));
    }

    [Fact]
    public void The_same_seed_gives_the_same_sheet_and_a_sample_can_be_named()
    {
        var first = Preview("--seed", "7", "--sample", "b", "--count", "3").Succeeded();
        var bytes = File.ReadAllBytes(_folder["sheet.png"]);
        Assert.Equal("b.png: 64x64, 1 objects, left:", first.Lines[0][..30]);
        Assert.StartsWith("1 samples in", first.Lines[1], StringComparison.Ordinal);

        Preview("--seed", "7", "--sample", "b.png", "--count", "3").Succeeded();
        Assert.Equal(bytes, File.ReadAllBytes(_folder["sheet.png"]));
        Preview("--seed", "8", "--sample", "b.png", "--count", "3").Succeeded();
        Assert.NotEqual(bytes, File.ReadAllBytes(_folder["sheet.png"]));
    }

    [Fact]
    public void What_is_wrong_is_refused_and_nothing_is_written()
    {
        _folder.Add("bad.yaml", "- horizontal_flip\n- rotat\n");
        Refused(2, "VIR1151", "line 2: there is no augmentation 'rotat'. Did you mean 'rotate'?", "--pipeline", _folder["bad.yaml"]);
        Refused(2, "VIR1155", "none.yaml", "--pipeline", _folder["none.yaml"]);
        Refused(2, "VIR1156", "Did you mean 'b.png'?", "--sample", "bb.png");
        Refused(2, "VIR1158", "too large", "--cell", "30000");
        Refused(2, "VIR1159", ".png", "--output", _folder["sheet.gif"]);
        Refused(1, "VIR1160", "cannot be written", "--output", _folder["no/sheet.png"]);
        Refused(2, "VIR3202", "whole number", "--count", "0");
        _folder.Add("voc/a.png", "no picture");
        Refused(3, "VIR1104", "a.png", "--sample", "a.png");
        Assert.Equal(3, VireoProcess.Run("augment", "preview", _folder["nothing"], "--output", _folder["x.png"]).Exit);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.png*"));
    }

    [Fact]
    public void A_run_goes_on_with_the_pipeline_that_it_began_with()
    {
        var data = TinyData.Write(_folder, "data", each: 6);
        var file = _folder.Add("train.yaml", "# Ours.\n- rotate: {degrees: [-20, 20]}\n- stretch: {size: 32}\n");
        string[] arguments =
        [
            "train", "--data", data, "--model", "mobilenet_v3_small", "--image-size", "32", "--epochs", "1", "--batch-size", "4",
            "--output", _folder["run"],
        ];
        VireoProcess.Run([.. arguments, "-o", $"augment.pipeline={file}"]).Succeeded();
        var config = File.ReadAllText(_folder["run/config.yaml"]);
        File.WriteAllText(file, "- invert\n");

        Assert.Contains("# Ours.\\n- rotate: {degrees: [-20, 20]}\\n", config, StringComparison.Ordinal);
        VireoProcess.Run("train", "--output", _folder["run"], "--resume").Succeeded();
        Assert.Equal(config, File.ReadAllText(_folder["run/config.yaml"]));
        var other = VireoProcess.Run("train", "--output", _folder["run"], "--resume", "-o", $"augment.pipeline={file}");
        Assert.Equal(2, other.Exit);
        Assert.Contains("augment.pipeline", other.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_ends_with_an_example()
    {
        var help = VireoProcess.Run("augment", "preview", "--help").Succeeded();

        Assert.Contains("--pipeline", help.Output, StringComparison.Ordinal);
        Assert.Contains("vireo augment preview coco-folder --pipeline pipeline.yaml --output sheet.png", help.Output, StringComparison.Ordinal);
        Assert.Contains("augment", VireoProcess.Run("--help").Succeeded().Output, StringComparison.Ordinal);
    }

    private VireoProcess.Result Preview(params string[] arguments) => VireoProcess.Run(
        ["augment", "preview", _folder["voc"], .. arguments.Contains("--output") ? [] : (string[])["--output", _folder["sheet.png"]], .. arguments]);

    private void Refused(int exit, string code, string reason, params string[] arguments)
    {
        var run = Preview(arguments);
        Assert.Equal(exit, run.Exit);
        Assert.Contains(code, run.Errors, StringComparison.Ordinal);
        Assert.Contains(reason, run.Errors, StringComparison.Ordinal);
    }

    private static Rgb At(Image image, int x, int y) => new(image[y, x, 0], image[y, x, 1], image[y, x, 2]);
}
