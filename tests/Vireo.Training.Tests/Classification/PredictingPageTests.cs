using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests.Classification;

/// <summary>The programs of docs/predicting.md, line by line.</summary>
public sealed partial class PredictingPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PredictingPageTests()
    {
        LivelyModel.Create(24, "a", "b", "c").Save(_folder["a.vireo"]);
        ModelEnsemble.Find([_folder["a.vireo"], _folder["a.vireo"]]).Save(_folder["both.vireo"]);
        foreach (var name in (string[])["image.png", "photos/1.png", "sheet.png"])
            _folder.Add(name, ImageFile.EncodePng(LivelyModel.Picture(3, 150, 100)));
        _folder.Add("photos/2.png", "no picture");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Programs_of_the_page_are_those_of_this_file()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "predicting.md"));
        var own = Lines(File.ReadAllText(Path.Combine(
            RepositoryFiles.Root, "tests", "Vireo.Training.Tests", "Classification", "PredictingPageTests.cs")));
        var blocks = CodeBlock().Matches(page);
        Assert.Equal(6, blocks.Count);
        // Here files lie in a folder of their own.
        Assert.All(blocks.SelectMany(block => Lines(block.Groups[1].Value)), line => Assert.Contains(
            Name().Replace(line, match => $"_folder[{match.Value}]"), own));
    }

    [Fact]
    public void Pictures()
    {
        using var predictor = Predictor.Load(_folder["both.vireo"]);
        var top = predictor.Predict(_folder["image.png"]);
        var features = predictor.Features(_folder["image.png"]);
        Assert.Equal((3, 2 * 1024), (top.Top.Count, features.Length));

        using var Console = new StringWriter();
        foreach (var (path, line, failure) in predictor.PredictEach(Directory.EnumerateFiles(_folder["photos"])))
        {
            Console.WriteLine($"{path}: {line?.Predicted ?? failure?.Message}");
        }

        var printed = Console.ToString();
        Assert.Contains($"1.png: {top.Predicted}", printed, StringComparison.Ordinal);
        Assert.Contains("VIR1104", printed, StringComparison.Ordinal);

        var sheet = ImageFile.Read(_folder["sheet.png"]).ToImage();
        var tiled = predictor.PredictTiles(sheet, side: 64, overlap: 16);
        var worst = tiled.Joined[0];
        ImageFile.Save(HeatMap.Draw(sheet, tiled, tiled.Standout), _folder["map.png"]);
        Assert.Equal(sheet.Size, ImageFile.Read(_folder["map.png"]).Size);
        Assert.Equal(worst.Probability, tiled.Tiles.Max(t => t.Probabilities.Max()));
    }

    [Fact]
    public void Runs_together()
    {
        _folder.Add("runs/a", File.ReadAllBytes(_folder["a.vireo"]));
        _folder.Add("runs/b", File.ReadAllBytes(_folder["a.vireo"]));
        var ensemble = ModelEnsemble.Find([_folder["runs/a"], _folder["runs/b"]], weights: [2, 1]);
        ensemble.Save(_folder["both.vireo"]);
        Assert.Equal(2, ModelEnsemble.Open(_folder["both.vireo"]).Members.Count);
    }

    [Fact]
    public void A_container_makes_one_predictor_and_disposes_of_it()
    {
        var services = new ServiceCollection();
        services.AddSingleton(_ => Predictor.Load(_folder["both.vireo"]));
        services.AddKeyedSingleton("surface", (_, _) => Predictor.Load(_folder["both.vireo"]));
        services.AddKeyedSingleton("labels", (_, _) => Predictor.Load(_folder["a.vireo"]));

        Predictor predictor;
        using (var container = services.BuildServiceProvider())
        {
            predictor = container.GetRequiredService<Predictor>();
            using var request = container.CreateScope();
            Assert.Same(predictor, request.ServiceProvider.GetRequiredService<Predictor>());
            Assert.Equal(2, container.GetRequiredKeyedService<Predictor>("surface").Ensemble.Members.Count);
            Assert.Single(container.GetRequiredKeyedService<Predictor>("labels").Ensemble.Members);
            predictor.Predict(_folder["image.png"]);
        }

        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(_folder["image.png"]));
    }

    private static List<string> Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("""
        "(?:both\.vireo|a\.vireo|runs/[ab]|image\.png|sheet\.png|map\.png|photos)"
        """)]
    private static partial Regex Name();
}
