using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Tests.Classification;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests.Bundles;

/// <summary>One file that answers as the run does.</summary>
public sealed class BundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_bundle_judges_and_predicts_to_the_bit_as_its_run()
    {
        var config = TrainerTests.Config(ShapesData.Create(_folder, train: 24, val: 12)) with
        {
            Train = new() { Epochs = 1, BatchSize = 8, ImageSize = 32, LoaderThreads = 1 }, Ema = new() { Decay = 0.5 },
        };
        var best = TrainerTests.Made(config, _folder["run"]).Trainer.Fit(resume: false);
        var licence = "CC-BY-4.0";
        ModelBundle.Open(_folder["run"]).With(d => d with { Origin = d.Origin with { Licence = licence } })
            .Save(_folder["model.vireo"]);

        using var ofRun = Predictor.Load(_folder["run"]);
        using var ofFile = Predictor.Load(_folder["model.vireo"]);
        var (expected, found) = (ofRun.Evaluate(_folder["data"]), ofFile.Evaluate(_folder["data"]));
        Assert.Equal(best.ValTop1, found.Report.Top1);
        Assert.Equal(expected.Predictions.Select(p => p.Probability), found.Predictions.Select(p => p.Probability));
        var image = Directory.EnumerateFiles(_folder["data/val"], "*.png", SearchOption.AllDirectories).First();
        Assert.Equal(ofRun.Predict(image).Top, ofFile.Predict(image).Top);
        Assert.Equal(ofRun.Predict(image).Top, ofFile.Predict(ImageFile.Read(image).ToImage()).Top);

        var origin = ofFile.Bundle.Description.Origin;
        Assert.Equal((licence, best.ValTop1, 3), (origin.Licence, origin.Metrics["val_top1"], origin.Step));
        Assert.Equal(ofRun.Bundle.Description.Origin.TrainHash, origin.TrainHash);
        Assert.DoesNotContain(_folder.Path, ofFile.Bundle.ConfigText, StringComparison.Ordinal);
        ofFile.Bundle.Save(_folder["again.vireo"]);
        Assert.Equal(File.ReadAllBytes(_folder["model.vireo"]), File.ReadAllBytes(_folder["again.vireo"]));
    }

    [Fact]
    public void Postprocessing_is_what_the_bundle_says()
    {
        var bundle = ModelBundle.OfZoo("resnet18", 3, 32);
        using var two = new Predictor(bundle.With(d => d with { Postprocessing = new() { Top = 2 } }));
        using var sure = new Predictor(bundle.With(d => d with { Postprocessing = new() { Threshold = 0.999 } }));

        Assert.Equal(2, two.Predict(Picture(1)).Top.Count);
        Assert.Equal(3, two.Predict(Picture(1), top: 3).Top.Count);
        Assert.Empty(sure.Predict(Picture(1)).Top);
    }

    [Fact]
    public void A_changed_resize_rule_changes_the_answer()
    {
        var bundle = ModelBundle.OfZoo("resnet18", 3, 32);
        using var changed = new Predictor(bundle.With(d => d with
        {
            Preprocessing = d.Preprocessing with { View = d.Preprocessing.View with { AntiAlias = false } },
        }));
        using var plain = new Predictor(bundle);
        Assert.NotEqual(plain.Predict(Picture(1)).Top, changed.Predict(Picture(1)).Top);
    }

    [Fact]
    public void With_the_mirror_image_the_mean_of_both_answers()
    {
        const int Side = 32;
        var bundle = ModelBundle.OfZoo("resnet18", 3, Side).With(d => d with
        {
            Preprocessing = d.Preprocessing with { View = new(Side, Side) },
        });
        var rng = new Rng(8);
        byte[] pixels = [.. Enumerable.Range(0, Side * Side * 3).Select(_ => (byte)rng.Below(256))];
        byte[] mirrored = [.. pixels.Chunk(3 * Side).SelectMany(row => row.Chunk(3).Reverse()).SelectMany(p => p)];
        Image image = new(Side, Side, 3, pixels), mirror = new(Side, Side, 3, mirrored);
        using var plain = new Predictor(bundle);
        using var both = new Predictor(bundle) { Mirrors = true };

        var (a, b) = (plain.Probabilities(image), plain.Probabilities(mirror));
        Assert.NotEqual(a, b);
        Assert.Equal(a.Zip(b, (p, q) => (p + q) / 2), both.Probabilities(image));
        Assert.Equal(both.Probabilities(image), both.Probabilities(mirror));

        foreach (var name in (string[])["a", "b"])
            _folder.Add($"data/{name}/x.png", ImageFile.EncodePng(name == "a" ? image : mirror));
        var named = bundle.With(d => d with { Classes = ["a", "b", "c"] });
        using var judge = new Predictor(named) { Mirrors = true };
        var lines = judge.Evaluate(_folder["data"]).Predictions;
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.Equal(both.Probabilities(image).Max(), line.Probability, 1e-5));
    }

    [Fact]
    public void What_was_disposed_says_so()
    {
        var predictor = Loaded();
        predictor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(Picture(1)));
    }

    private static Image Picture(ulong seed)
    {
        var rng = new Rng(seed);
        return new(90, 70, 3, [.. Enumerable.Range(0, 90 * 70 * 3).Select(_ => (byte)rng.Below(256))]);
    }

    private Predictor Loaded()
    {
        ModelBundle.OfZoo("resnet18", 3, 32).Save(_folder["zoo.vireo"]);
        return Predictor.Load(_folder["zoo.vireo"]);
    }
}
