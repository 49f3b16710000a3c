using Vireo.Pruning;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Compression;
using Vireo.Training.Tests.Classification;
using Vireo.Vision.Datasets;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Tests.Compression;

/// <summary>Models compressed from a program.</summary>
public sealed class CompressionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CompressionTests()
    {
        ShapesData.Create(_folder, train: 16, val: 8);
        // Drawn weights of few channels: what is asked here does not depend on how well it does.
        var bundle = ModelBundle.OfZoo("resnet18", classes: 2, imageSize: 32);
        var plan = PrunePlan.Choose(
            ModelZoo.Find("resnet18").Map((VisionModel)bundle.Model, 32), new() { Macs = 0.05, Floor = 0.05 });
        plan.Apply();
        bundle.With(it => it with { Classes = ["disc", "square"], Channels = plan.Channels }).Save(_folder["model.vireo"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bytes_that_are_not_faster_are_refused_and_what_is_written_is_what_was_measured()
    {
        IReadOnlyList<ModelBundle> models = [];
        var report = ModelCompression.Run(Request("a") with { Measure = m => Slow(models = m, 3) });
        var (first, bytes) = (report.Rows[0], report.Rows.Single(row => row.Name == "int8"));
        Assert.Equal(("f32", CompressionVerdict.Kept), (first.Name, first.Verdict));
        Assert.Equal(CompressionVerdict.NotFaster, bytes.Verdict);
        Assert.Equal("f32", report.Written.Name);
        Assert.False(report.IsCompressed);
        Assert.Contains(report.Notes, note => note.Contains("refused", StringComparison.Ordinal));
        Assert.Contains(report.Notes, note => note.Contains("as it was trained", StringComparison.Ordinal));
        Assert.Equal((8, 16), (report.Images, report.CalibrationImages));

        // The file: its size, its weights, and the answers of `eval` to the bit.
        Assert.Equal(_folder["a/model.vireo"], report.File);
        Assert.Equal(new FileInfo(report.File).Length, first.FileBytes);
        Assert.Equal(new FileInfo(_folder["model.vireo"]).Length, first.FileBytes);
        Assert.Equal(Answers(_folder["model.vireo"]), Answers(report.File));
        Assert.Equal((21, first.Macs, first.Parameters), (bytes.ByteLayers, bytes.Macs, bytes.Parameters));
        Assert.Equal(models[0].Model.Parameters.Sum(p => p.Variable.Shape.Count), first.Parameters);
        // Four bytes a number; in eight bits one for each of a filter and four for its magnitude. And the headers.
        const int mostHeader = 32 << 10;
        var variables = models[0].Model.Everything.Select(v => v.Variable).ToList();
        var whole = variables.Sum(v => v.Shape.Count * v.Spec.DType.Size);
        var small = variables.Sum(v => v.Shape.Rank == 4 ? v.Shape.Count + 4 * v.Shape[0] : v.Shape.Count * v.Spec.DType.Size);
        Assert.InRange(first.WeightBytes, whole, whole + mostHeader);
        Assert.InRange(bytes.WeightBytes, small, small + mostHeader);
        Assert.InRange(bytes.FileBytes, bytes.WeightBytes, bytes.WeightBytes + mostHeader);

        // Each row is the top-1 of its own model.
        foreach (var (row, model) in report.Rows.Zip(models))
        {
            using var predictor = new Predictor(model);
            Assert.Equal(predictor.Evaluate(_folder["data"]).Report.Top1, row.Top1);
        }

        Assert.Equal(["a", "data", "model.vireo"],
            Directory.EnumerateFileSystemEntries(_folder.Path).Select(p => Path.GetFileName(p)).Order());
        Assert.Equal(["model.vireo", "report.html"],
            Directory.EnumerateFiles(_folder["a"]).Select(p => Path.GetFileName(p)).Order());
        var page = File.ReadAllText(report.Page);
        Assert.Contains("not faster: refused", page, StringComparison.Ordinal);
        Assert.Contains(report.Sensitivity.MaxBy(s => s.Divergence).Layer, page, StringComparison.Ordinal);
        Assert.Contains("Top-1 against the time of one image", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_faster_are_written_and_answer_as_they_were_measured()
    {
        ModelBundle? measured = null;
        var report = ModelCompression.Run(Request("b.vireo") with
        {
            Measure = models => Slow(models, 0.5, it => measured = it),
        });
        Assert.Equal("int8", report.Written.Name);
        Assert.Equal((_folder["b.vireo"], _folder["b.html"]), (report.File, report.Page));
        Assert.True(report.IsCompressed);
        Assert.Equal(new FileInfo(report.File).Length, report.Written.FileBytes);
        using var predictor = new Predictor(measured!);
        Assert.Equal([.. predictor.Evaluate(_folder["data"]).Predictions.Select(p => p.Probability)], Answers(report.File));
        Assert.Equal(21, report.Sensitivity.Count);
        Assert.Equal("conv1", report.Sensitivity[0].Layer);
        Refused("VIR2875", Request("c") with { Model = report.File });
    }

    [Fact]
    public void What_is_stopped_or_fails_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        var told = new Told(p => { if (p.Step.StartsWith("int8", StringComparison.Ordinal)) stop.Cancel(); });
        Assert.Throws<OperationCanceledException>(() =>
            ModelCompression.Run(Request("c"), progress: told, cancellation: stop.Token));
        Assert.Throws<InvalidOperationException>(() => ModelCompression.Run(
            Request("c") with { Measure = _ => throw new InvalidOperationException("no clock") }));
        Assert.Equal(["data", "model.vireo"],
            Directory.EnumerateFileSystemEntries(_folder.Path).Select(p => Path.GetFileName(p)).Order());
    }

    [Fact]
    public void What_cannot_be_is_said_before_anything_is_done()
    {
        Refused("VIR2879", Request("d") with { Budget = -0.01 });
        Refused("VIR2879", Request("d") with { Budget = double.NaN });
        Refused("VIR2879", Request("d") with { Budget = 1.5 });
        Refused("VIR2879", Request("d") with { Prune = 1 });
        Refused("VIR2879", Request("d") with { Prune = double.NaN });
        Refused("VIR2879", Request("d") with { Epochs = 0 });
        Refused("VIR2875", Request("d") with { Prune = 0.5 });
        Refused("VIR2875", Request("d") with { TrainInBytes = true });
        Refused("VIR2876", Request("d") with { Data = null });
        Refused("VIR2878", Request("model.vireo"));
        _folder.Add("file");
        Refused("VIR2878", Request("file"));
        _folder.Add("run/manifest.json");
        Refused("VIR2878", Request("run"));
        Directory.CreateDirectory(_folder["e.vireo"]);
        Refused("VIR2878", Request("e.vireo"));
    }

    [Fact]
    public void Images_of_one_set_are_divided_and_that_is_said()
    {
        var bundle = ModelBundle.Open(_folder["model.vireo"]);
        var whole = CompressionData.Open(bundle, null, _folder["data"]);
        Assert.Equal((16, 8), (whole.Calibration.Count, whole.Validation.Samples.Count));
        Assert.Empty(whole.Notes);
        // The classes take turns.
        Assert.Equal(["disc", "square", "disc", "square"],
            whole.Calibration.Take(4).Select(p => Path.GetFileName(Path.GetDirectoryName(p)!)));

        var single = CompressionData.Open(bundle, null, _folder["data/train"]);
        Assert.Equal((4, 12), (single.Calibration.Count, single.Validation.Samples.Count));
        Assert.Contains("one set", Assert.Single(single.Notes), StringComparison.Ordinal);
        Assert.Empty(single.Calibration.Intersect(single.Validation.Samples.Select(single.Validation.FullPath)));

        // Lists that name the same images on both sides are no two sets.
        var names = ImageSearch.Find([_folder["data/val"]]).Select(p => Path.GetRelativePath(_folder["data"], p)).ToList();
        var list = string.Concat(names.Select(n => $"{n} {(n.Contains("disc", StringComparison.Ordinal) ? 0 : 1)}\n"));
        _folder.Add("data/train_list.txt", list);
        _folder.Add("data/val_list.txt", list);
        _folder.Add("data/classes.txt", "disc\nsquare\n");
        var same = CompressionData.Open(bundle, null, _folder["data"]);
        Assert.Empty(same.Calibration.Intersect(same.Validation.Samples.Select(same.Validation.FullPath)));
        Assert.Contains("one set", Assert.Single(same.Notes), StringComparison.Ordinal);
    }

    private static void Refused(string code, CompressionRequest request) =>
        Assert.Equal(code, Assert.Throws<UsageException>(() => ModelCompression.Run(request)).Code);

    private CompressionRequest Request(string output) => new(_folder["model.vireo"], 1)
    {
        Output = _folder[output], Data = _folder["data"],
    };

    private float[] Answers(string file)
    {
        using var predictor = Predictor.Load(file);
        return [.. predictor.Evaluate(_folder["data"]).Predictions.Select(p => (float)p.Probability)];
    }

    /// <summary>One millisecond for single precision, two for brain floats, and what is asked for bytes.</summary>
    private static ModelSpeed[] Slow(
        IReadOnlyList<ModelBundle> models, double bytes, Action<ModelBundle>? found = null)
    {
        foreach (var model in models.Where(m => m.Description.Quantisation is not null)) found?.Invoke(model);
        return [.. models.Select((m, i) => m.Description.Quantisation is not null ? new ModelSpeed(bytes, bytes, 1)
            : i == 0 ? new(1, 1, 1) : new(2, 2, 1))];
    }

    private sealed class Told(Action<CompressionProgress> told) : IProgress<CompressionProgress>
    {
        public void Report(CompressionProgress value) => told(value);
    }
}
