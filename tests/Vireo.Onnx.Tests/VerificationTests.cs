using Vireo.Onnx.Runtime;
using Vireo.Quantisation;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Compression;
using Vireo.Training.Verification;
using Vireo.Vision.Imaging;

namespace Vireo.Onnx.Tests;

/// <summary>Three ways to compute are compared, and a difference in one of them is reported.</summary>
[Collection(nameof(NodeRuntime))]
public sealed class VerificationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(NodeRuntime.FolderVariable);

    public VerificationTests() => Environment.SetEnvironmentVariable(
        NodeRuntime.FolderVariable, Path.Combine(RepositoryFiles.Root, "tests", "Vireo.Onnx.Tests"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(NodeRuntime.FolderVariable, _before);
        _folder.Dispose();
    }

    [SkippableFact]
    public void Three_ways_agree_until_one_prepares_pictures_otherwise()
    {
        OnnxRuntime.Require();
        var bundle = ModelBundle.OfZoo("resnet18", 5, 32);
        string[] images = [Photo("a.png", 90, 41), Photo("b.png", 33, 70)];

        var good = ModelVerification.Run(bundle, images);
        Assert.Equal([ModelVerification.Plan, ModelVerification.Onnx], good.Agreements.Select(a => a.Way));
        Assert.Null(good.Missing);
        Assert.True(good.IsWithin(1e-5), $"{good}");

        var other = bundle.With(d => d with
        {
            Preprocessing = d.Preprocessing with { View = d.Preprocessing.View with { ShorterSide = 40 } },
        });
        OnnxModel.Save(other, _folder["other.onnx"]);
        var bad = ModelVerification.Run(bundle, images, _folder["other.onnx"]);
        Assert.True(bad.Agreements[0].IsWithin(1e-5));
        Assert.False(bad.Agreements[1].IsWithin(1e-3), $"{bad.Agreements[1]}");
    }

    [SkippableFact]
    public void Models_that_answer_together_are_compared_as_one()
    {
        OnnxRuntime.Require();
        var ensemble = new ModelEnsemble(
            [ModelBundle.OfZoo("resnet18", 5, 32), ModelBundle.OfZoo("mobilenet_v3_small", 5, 24)], [1, 3]);
        string[] images = [Photo("a.png", 90, 41), Photo("b.png", 33, 70)];
        var good = ModelVerification.Run(ensemble, images);
        Assert.Equal([ModelVerification.Plan, ModelVerification.Onnx], good.Agreements.Select(a => a.Way));
        Assert.True(good.IsWithin(1e-5), $"{good}");

        OnnxModel.Save(new ModelEnsemble(ensemble.Members, [3, 1]), _folder["other.onnx"]);
        var bad = ModelVerification.Run(ensemble, images, _folder["other.onnx"]);
        Assert.False(bad.Agreements[1].IsWithin(1e-3), $"{bad.Agreements[1]}");
    }

    [SkippableFact]
    public void In_eight_bits_the_ways_differ_by_rounding_alone()
    {
        OnnxRuntime.Require();
        string[] images = [Photo("a.png", 90, 41), Photo("b.png", 33, 70)];
        var single = ModelBundle.OfZoo("resnet18", 5, 32);
        var bytes = ModelEnsemble.Of(PostTrainingQuantisation.Calibrate(single, images, CalibrationMethod.MinMax));
        var report = ModelVerification.Run(bytes, images);
        Assert.True(report.IsWithin(ModelVerification.ToleranceFor(bytes)), $"{report}");

        bytes.Save(_folder["bytes.vireo"]);
        OnnxModel.Save(bytes, _folder["bytes.onnx"]);
        Assert.Equal(ModelVerification.Run(ModelEnsemble.Open(_folder["bytes.vireo"]), images).Agreements, report.Agreements);
        var other = ModelVerification.Run(ModelEnsemble.Of(single), images, _folder["bytes.onnx"]).Agreements;
        Assert.InRange(other[1].Mean, 2 * report.Agreements[1].Mean, 1);
    }

    [SkippableFact]
    public void Files_of_another_model_are_refused()
    {
        OnnxRuntime.Require();
        OnnxModel.Save(ModelBundle.OfZoo("resnet18", 4, 32), _folder["four.onnx"]);
        var images = new[] { Photo("a.png", 40, 40) };
        var bundle = ModelBundle.OfZoo("resnet18", 5, 32);

        Assert.Equal("VIR2822",
            Assert.Throws<VireoException>(() => ModelVerification.Run(bundle, images, _folder["four.onnx"])).Code);
        _folder.Add("broken.onnx", "no model");
        Assert.Equal("VIR2820",
            Assert.Throws<VireoException>(() => ModelVerification.Run(bundle, images, _folder["broken.onnx"])).Code);
        Assert.Equal("VIR2821", Assert.Throws<BadDataException>(
            () => ModelVerification.Run(bundle, [_folder["broken.onnx"]])).Code);
    }

    private string Photo(string name, int width, int height)
    {
        var rng = new Rng((ulong)width);
        var pixels = Enumerable.Range(0, width * height * 3).Select(_ => (byte)rng.Below(256)).ToArray();
        return _folder.Add(name, ImageFile.EncodePng(new Image(width, height, 3, pixels)));
    }
}
