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
        // In single precision it is the rounded weights that answer.
        var rounded = asked.Evaluate(_folder["data"]).Predictions.Select(p => p.Probability).ToArray();
        Assert.All(exact.Zip(rounded), pair => Assert.Equal(pair.First, pair.Second, 0.05));
        // The same model gives the same bytes, also when it comes from them.
        ofFile.Bundle.Save(_folder["again.vireo"]);
        Assert.Equal(File.ReadAllBytes(_folder["int8.vireo"]), File.ReadAllBytes(_folder["again.vireo"]));
        Assert.NotEqual(exact, found);
        Assert.All(exact.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 0.05));

        var written = ofFile.Bundle.Description.Quantisation!;
        Assert.Equal((CalibrationMethod.MinMax, images.Count), (written.Method, written.Images));
        Assert.Equal(bundle.Description.Quantisation!.Ranges, written.Ranges);
    }

    [Fact]
    public void The_layer_with_a_broken_range_is_the_most_sensitive_and_the_first_to_stay_single()
    {
        ShapesData.Create(_folder, train: 12, val: 4);
        var images = ImageSearch.Find([_folder["data/train"]]);
        var model = ModelBundle.OfZoo("resnet18", classes: 3, imageSize: 32);
        var bundle = PostTrainingQuantisation.Calibrate(model, images, CalibrationMethod.MinMax);
        // What the first block of the third stage says is cut off at next to nothing.
        var broken = bundle.With(it => it with
        {
            Quantisation = it.Quantisation! with
            {
                Ranges = [.. it.Quantisation.Ranges.Select(r =>
                    r.Value == "layer3.0/Relu" ? r with { High = r.High * 1e-3f } : r)],
            },
        });
        var found = PostTrainingQuantisation.Sensitivity(broken, images);
        // Twenty convolutions and the classifier.
        Assert.Equal(21, found.Count);
        Assert.Equal("layer3.1.conv1", found[0].Layer);
        Assert.True(found[0].Divergence > 10 * found[1].Divergence, $"{found[0]} {found[1]}");

        Assert.Empty(bundle.Description.Quantisation!.FloatLayers);
        // No label may change: with that budget at most some layers stay single, and the answers are the same.
        var kept = PostTrainingQuantisation.Calibrate(model, images, CalibrationMethod.MinMax, budget: 0);
        using var single = new Predictor(model);
        using var quantised = new Predictor(kept);
        foreach (var image in images)
            Assert.Equal(single.Predict(image).Predicted, quantised.Predict(image).Predicted);
        Assert.Equal("VIR2854", Assert.Throws<UsageException>(
            () => PostTrainingQuantisation.Sensitivity(model, images)).Code);
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
