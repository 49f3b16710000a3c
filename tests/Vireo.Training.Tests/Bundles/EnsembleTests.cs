using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests.Bundles;

/// <summary>Models that answer together.</summary>
public sealed class EnsembleTests : IDisposable
{
    private static readonly string[] s_classes = ["a", "b", "c"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_answer_is_the_weighted_mean_of_what_the_members_say_alone()
    {
        var (small, large) = (Model(32, s_classes), Model(40, ["c", "a", "b"]));
        var picture = Picture(1, 90, 70);
        using var first = new Predictor(small);
        using var second = new Predictor(large);
        using var both = new Predictor(new ModelEnsemble([small, large], [2, 1]));

        var (p, q) = (first.Probabilities(picture), second.Probabilities(picture));
        int[] places = [1, 2, 0]; // of a, b and c among the classes of the second
        Assert.Equal(
            [.. Enumerable.Range(0, 3).Select(c => (float)(2.0 / 3 * p[c] + 1.0 / 3 * q[places[c]]))],
            both.Probabilities(picture));
        Assert.Equal(s_classes, both.Classes);
        Assert.Equal(1, both.Probabilities(picture).Sum(), 1e-6);
    }

    [Fact]
    public void Alone_and_with_its_twin_a_model_says_the_same_to_the_bit()
    {
        var model = Model(32, s_classes);
        var picture = Picture(1, 90, 70);
        using var alone = new Predictor(model);
        using var one = new Predictor(new ModelEnsemble([model], [7]));
        using var twins = new Predictor(new ModelEnsemble([model, model]));
        Assert.Equal(alone.Probabilities(picture), one.Probabilities(picture));
        Assert.Equal(alone.Probabilities(picture), twins.Probabilities(picture));
    }

    [Fact]
    public void One_file_judges_and_predicts_as_its_members_together()
    {
        var ensemble = new ModelEnsemble(
            [Model(32, s_classes), Model(24, ["b", "c", "a"])], [1, 3]);
        foreach (var (i, name) in s_classes.Index())
            _folder.Add($"data/{name}/x.png", ImageFile.EncodePng(Picture((ulong)i, 60 + i, 50)));
        ensemble.Save(_folder["both.vireo"]);
        using var made = new Predictor(ensemble) { Mirrors = true };
        using var loaded = Predictor.Load(_folder["both.vireo"], mirrors: true);

        Assert.Equal([0.25, 0.75], loaded.Ensemble.Weights);
        var file = _folder["data/b/x.png"];
        Assert.Equal(made.Predict(file).Top, loaded.Predict(file).Top);
        Assert.Equal(
            made.Evaluate(_folder["data"]).Predictions.Select(l => l.Probability),
            loaded.Evaluate(_folder["data"]).Predictions.Select(l => l.Probability));
        loaded.Ensemble.Save(_folder["again.vireo"]);
        Assert.Equal(File.ReadAllBytes(_folder["both.vireo"]), File.ReadAllBytes(_folder["again.vireo"]));

        var single = Assert.Throws<UsageException>(() => ModelBundle.Open(_folder["both.vireo"]));
        Assert.Equal("VIR2808", single.Code);
    }

    [Fact]
    public void An_ensemble_within_an_ensemble_takes_part_with_its_members()
    {
        Model(32, s_classes).Save(_folder["a.vireo"]);
        Model(24, s_classes).Save(_folder["b.vireo"]);
        ModelEnsemble.Find([_folder["a.vireo"], _folder["b.vireo"]], [3, 1]).Save(_folder["ab.vireo"]);
        var nested = ModelEnsemble.Find([_folder["ab.vireo"], _folder["a.vireo"]], [4, 4]);
        Assert.Equal([0.375, 0.125, 0.5], nested.Weights);
        Assert.Equal([32, 24, 32], nested.Members.Select(m => m.Description.Preprocessing.Size));
    }

    [Fact]
    public void Weights_come_back_to_the_bit()
    {
        var model = Model(16, s_classes);
        double[] weights = [1, 2, 7];
        var made = new ModelEnsemble([model, model, model], weights);
        Assert.Equal([0.1, 0.2, 0.7], made.Weights);
        made.Save(_folder["three.vireo"]);
        Assert.Equal(made.Weights, ModelEnsemble.Open(_folder["three.vireo"]).Weights);
        Assert.Equal(made.Weights, new ModelEnsemble(made.Members, made.Weights).Weights);
    }

    [Theory]
    [InlineData("no 'b'", "a", "x", "c")]
    [InlineData("no 'c'", "a", "b")]
    [InlineData("'d' beside them", "a", "b", "c", "d")]
    [InlineData("'a' twice", "a", "b", "a")]
    public void Other_classes_are_refused_and_the_first_difference_is_named(string difference, params string[] classes)
    {
        var error = Assert.Throws<UsageException>(() => new ModelEnsemble(
            [Model(32, s_classes), Model(32, classes)]));
        Assert.Equal("VIR2805", error.Code);
        Assert.Contains(difference, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.0, 0.0)]
    [InlineData(1.0, -1.0)]
    [InlineData(1.0, double.NaN)]
    [InlineData(1e308, 1e308)]
    public void Weights_that_mean_nothing_are_refused(params double[] weights)
    {
        var model = Model(32, s_classes);
        Assert.Equal("VIR2806", Assert.Throws<UsageException>(() => new ModelEnsemble([model, model], weights)).Code);
    }

    [Theory]
    [InlineData("{\"weights\":[1]}", null)] // what is left over is not read
    [InlineData("{\"weights\":[]}", "VIR2807")]
    [InlineData("{\"weights\":[1,1,1]}", "VIR2802")]
    [InlineData("{\"weights\":[1,-1]}", "VIR2807")]
    [InlineData("{\"weights\":[1,\"NaN\"]}", "VIR2807")]
    [InlineData("{\"weights\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}", "VIR2807")]
    [InlineData("{\"weights\":null}", "VIR2803")]
    [InlineData("[]", "VIR2803")]
    public void Files_that_cannot_be_are_refused(string description, string? code)
    {
        var member = Model(16, s_classes);
        BundleFile.Write(_folder["x.vireo"],
        [
            ("ensemble.json", stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(description))),
            .. from i in Enumerable.Range(0, 2)
               from file in member.Files("").Files
               select ($"members/{i}/{file.Name}", file.Write),
        ], BundleFile.NewestFormat);
        if (code is null) Assert.Single(ModelEnsemble.Open(_folder["x.vireo"]).Members);
        else Assert.Equal(code, Assert.Throws<BadModelFileException>(() => ModelEnsemble.Open(_folder["x.vireo"])).Code);
    }

    [Fact]
    public void Damaged_files_are_refused_wherever_the_damage_is()
    {
        new ModelEnsemble([Model(16, s_classes), Model(16, s_classes)])
            .Save(_folder["both.vireo"]);
        var whole = File.ReadAllBytes(_folder["both.vireo"]);
        var rng = new Rng(3);
        for (var i = 0; i < 40; i++)
        {
            var bytes = (byte[])whole.Clone();
            if (i % 4 == 0) bytes = bytes[..rng.Below(bytes.Length)];
            else for (var k = 0; k < 1 + i % 3; k++) bytes[rng.Below(bytes.Length)] ^= (byte)(1 + rng.Below(255));
            File.WriteAllBytes(_folder["bad.vireo"], bytes);
            Assert.Throws<BadModelFileException>(() => ModelEnsemble.Open(_folder["bad.vireo"]));
        }
    }

    [Fact]
    public void Members_with_other_classes_within_a_file_are_refused()
    {
        BundleFile.Write(_folder["x.vireo"],
        [
            ("ensemble.json", stream => stream.Write("{\"weights\":[1,1]}"u8)),
            .. from i in Enumerable.Range(0, 2)
               from file in Model(16, i == 0 ? s_classes : ["a", "b", "d"]).Files("").Files
               select ($"members/{i}/{file.Name}", file.Write),
        ], BundleFile.NewestFormat);
        Assert.Equal("VIR2807", Assert.Throws<BadModelFileException>(() => ModelEnsemble.Open(_folder["x.vireo"])).Code);
    }

    [Fact]
    public void A_network_from_an_onnx_file_takes_part_and_goes_into_the_file()
    {
        var (one, two) = (Model(32, s_classes), Model(24, s_classes));
        OnnxModel.Save(two, _folder["two.onnx"]);
        two.Save(_folder["two.vireo"]);
        one.Save(_folder["one.vireo"]);
        var ensemble = ModelEnsemble.Find([_folder["one.vireo"], _folder["two.onnx"]]);
        using var mixed = new Predictor(ensemble);
        using var made = new Predictor(new ModelEnsemble([one, two]));
        var picture = Picture(4, 50, 60);
        Assert.Equal(made.Probabilities(picture), mixed.Probabilities(picture), (a, b) => Math.Abs(a - b) < 1e-6);
        ensemble.Save(_folder["both.vireo"]);
        using var ofFile = Predictor.Load(_folder["both.vireo"]);
        Assert.Equal(mixed.Probabilities(picture), ofFile.Probabilities(picture));
    }

    [Fact]
    public void An_exported_ensemble_is_read_back_as_the_same()
    {
        var made = new ModelEnsemble(
            [Model(32, s_classes), Model(24, ["c", "b", "a"])], [2, 1]);
        OnnxModel.Save(made, _folder["both.onnx"]);
        using var ofFile = Predictor.Load(_folder["both.onnx"]);
        using var ofMembers = new Predictor(made);
        var picture = Picture(4, 50, 60);
        Assert.Equal(made.Weights, ofFile.Ensemble.Weights, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(ofMembers.Probabilities(picture), ofFile.Probabilities(picture), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Features_are_what_the_last_layer_reads()
    {
        var bundle = ModelBundle.OfZoo("resnet18", 3, 32);
        var picture = Picture(1, 90, 70);
        using var predictor = new Predictor(bundle);
        var features = predictor.Features(picture);
        Assert.Equal(512, features.Length);

        // The last layer, by its weights, makes of them what the network says.
        var state = bundle.Model.Parameters.ToDictionary(p => p.Path, p => p.Variable.ToDoubles());
        var logits = Enumerable.Range(0, 3).Select(c => state["fc.bias"][c]
            + features.Select((f, i) => f * state["fc.weight"][512 * c + i]).Sum()).ToArray();
        var sum = logits.Sum(Math.Exp);
        Assert.Equal(
            predictor.Probabilities(picture).Select(p => (double)p), logits.Select(l => Math.Exp(l) / sum),
            (a, b) => Math.Abs(a - b) < 1e-5);
        using var other = new Predictor(Model(32, s_classes));
        Assert.Equal(1024, other.Features(picture).Length);
    }

    [Fact]
    public void Features_of_an_ensemble_have_length_one_and_multiply_to_the_weighted_mean_of_cosines()
    {
        var (small, large) = (Model(32, s_classes), Model(40, s_classes));
        using var first = new Predictor(small);
        using var second = new Predictor(large);
        using var both = new Predictor(new ModelEnsemble([small, large], [3, 1]));
        var (x, y) = (Picture(1, 90, 70), Picture(2, 60, 60));

        var (a, b) = (both.Features(x), both.Features(y));
        Assert.Equal(1024 + 1024, a.Length);
        Assert.Equal(1, Dot(a, a), 1e-6);
        var expected = 0.75 * Cosine(first.Features(x), first.Features(y))
            + 0.25 * Cosine(second.Features(x), second.Features(y));
        Assert.Equal(expected, Dot(a, b), 1e-6);
    }

    [Fact]
    public void Features_of_an_onnx_file_are_those_of_the_model_in_it()
    {
        var bundle = Model(32, s_classes);
        OnnxModel.Save(bundle, _folder["model.onnx"]);
        using var made = new Predictor(bundle);
        using var read = Predictor.Load(_folder["model.onnx"]);
        Assert.Equal(made.Features(Picture(1, 90, 70)), read.Features(Picture(1, 90, 70)),
            (a, b) => Math.Abs(a - b) < 1e-5);
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    private static double Cosine(float[] a, float[] b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

    private static ModelBundle Model(int size, string[] classes) => LivelyModel.Create(size, classes);

    private static Image Picture(ulong seed, int width, int height) => LivelyModel.Picture(seed, width, height);
}
