using Vireo.Quantisation;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Compression;
using Vireo.Training.Config;
using Vireo.Training.Tests.Classification;
using Vireo.Vision.Datasets;

namespace Vireo.Training.Tests.Bundles;

/// <summary>A bundle that carries ranges answers in eight bits.</summary>
public sealed class Int8BundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_calibrated_bundle_answers_in_eight_bits_wherever_it_is_loaded()
    {
        var data = ShapesData.Create(_folder, train: 24, val: 12);
        var config = TrainerTests.Config(data) with
        {
            Train = new() { Epochs = 1, BatchSize = 8, ImageSize = 32, LoaderThreads = 1 },
        };
        TrainerTests.Made(config, _folder["run"]).Trainer.Fit(resume: false);
        var images = ImageSearch.Find([_folder["data/train"]]);
        var bundle = PostTrainingQuantisation.Calibrate(
            ModelBundle.Open(_folder["run"]), images, CalibrationMethod.MinMax);
        bundle.Save(_folder["int8.vireo"]);

        using var single = Predictor.Load(_folder["run"]);
        using var ofMemory = new Predictor(bundle);
        using var ofFile = Predictor.Load(_folder["int8.vireo"]);
        using var asked = Predictor.Load(_folder["int8.vireo"], precision: PrecisionChoice.F32);
        var exact = single.Evaluate(_folder["data"]).Predictions.Select(p => p.Probability).ToArray();
        var found = ofFile.Evaluate(_folder["data"]).Predictions.Select(p => p.Probability).ToArray();
        Assert.Equal(ofMemory.Evaluate(_folder["data"]).Predictions.Select(p => p.Probability), found);
        Assert.Equal(exact, asked.Evaluate(_folder["data"]).Predictions.Select(p => p.Probability));
        Assert.NotEqual(exact, found);
        Assert.All(exact.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 0.05));

        var written = ofFile.Bundle.Description.Quantisation!;
        Assert.Equal((CalibrationMethod.MinMax, images.Count), (written.Method, written.Images));
        Assert.Equal(bundle.Description.Quantisation!.Ranges, written.Ranges);
    }

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(0, float.PositiveInfinity)]
    [InlineData(1, 2)]
    [InlineData(-2, -1)]
    public void Ranges_that_cannot_be_are_refused(float low, float high)
    {
        ModelBundle.OfZoo("mobilenet_v3_small", classes: 3).With(it => it with
        {
            Quantisation = new() { Method = CalibrationMethod.MinMax, Images = 1, Ranges = [new("input", low, high)] },
        }).Save(_folder["bad.vireo"]);
        var refused = Assert.Throws<BadModelFileException>(() => ModelBundle.Open(_folder["bad.vireo"]));
        Assert.Equal("VIR2803", refused.Code);
    }
}
