using Vireo.Layers;
using Vireo.Optimizers;
using Vireo.Quantisation;
using Vireo.Testing;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Distillation;
using Vireo.Training.Runs;
using Vireo.Vision.Augment.Mixing;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Tests.Classification;

/// <summary>Students and their teachers.</summary>
public sealed class DistillationTests : IDisposable
{
    private const int Batch = 4, Side = TinyModels.Side, Classes = 2;
    private static readonly int[] s_labels = [0, 1, 1, 0];
    private static readonly Dictionary<string, string> s_none = [];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(DistillKind.Kl, true, false)]
    [InlineData(DistillKind.Kl, false, true)]
    [InlineData(DistillKind.Kl, true, true, true)]
    [InlineData(DistillKind.Dkd, true, false)]
    [InlineData(DistillKind.Dkd, true, true)]
    [InlineData(DistillKind.Js, false, false)]
    [InlineData(DistillKind.Ssld, true, false)]
    public void The_loss_of_a_step_is_the_closed_form_of_both_scores(
        DistillKind kind, bool labels, bool mixed, bool brain = false)
    {
        var (teacher, student) = (Drawn(1), Drawn(2));
        var before = Numbers(teacher);
        var config = new DistillConfig
        {
            Loss = kind, Weight = 0.7, Temperature = kind == DistillKind.Dkd ? null : 3, Alpha = 1.5, Beta = 2, Labels = labels,
        };
        var optimizer = new Sgd();
        optimizer.Rate.Set([0.01]);
        var step = new TrainingStep(student, optimizer, null, new()
        {
            BatchSize = Batch, ImageSize = Side, SoftLabels = mixed, Precision = brain ? Precision.Brain : Precision.Single,
            Distiller = new(new(teacher), student, [1, 3, Side, Side], config),
        });
        var mix = mixed ? new Mixup { Alpha = 1, PerImage = true }.Draw(Batch, new(Side, Side), new Rng(3)) : null;
        var result = step.Run(Images(), s_labels, 0, mix);

        // The teacher saw what the student saw, in inference mode.
        var seen = new float[Images().Length];
        if (mix is null) Images().CopyTo(seen, 0);
        else mix.Apply(Images(), seen);
        var images = Tensor.FromChannelsLast<float>(seen, [Batch, 3, Side, Side]);
        var own = Pass.Inference();
        Check.Close(teacher.Call(images, own).ToDoubles(), [.. result.Taught!.Select(v => (double)v)],
            brain ? 0.1 : 1e-5);
        var expected = 0.0;
        for (var i = 0; i < Batch; i++)
        {
            var (s, t) = (Row(result.Logits, i), Row(result.Taught!, i));
            var soft = new double[Classes];
            var (share, partner) = mix is null ? (1.0, i) : (mix.Images[i].LabelShare, mix.Images[i].Partner);
            soft[s_labels[i]] += share;
            soft[s_labels[partner]] += 1 - share;
            var heavier = soft[1] > soft[0] ? 1 : 0;
            if (labels) expected -= soft.Zip(Log(s, 1)).Sum(p => p.First * p.Second) / Batch;
            expected += 0.7 * (kind switch
            {
                DistillKind.Kl => 9 * Divergence(Log(t, 3), Log(s, 3)),
                DistillKind.Ssld => (Divergence(Log(t, 1), Log(s, 1)) + Divergence(Log(s, 1), Log(t, 1))) / 2,
                DistillKind.Js => JensenShannon(Log(s, 1), Log(t, 1)),
                // Of two classes the other one is all that is left: nothing to compare among the rest.
                _ => 1.5 * Divergence([Log(t, 1)[heavier], Log(t, 1)[1 - heavier]], [Log(s, 1)[heavier], Log(s, 1)[1 - heavier]]),
            }) / Batch;
        }

        Assert.Equal(expected, result.Loss, 1e-4 * Math.Max(1, Math.Abs(expected)));
        Assert.Equal(before, Numbers(teacher));
        Assert.Contains("layer1.0.conv1", own.Outputs.Keys);
    }

    [Fact]
    public void Without_labels_a_student_comes_to_say_what_its_teacher_says()
    {
        List<double> Losses(int[] labels)
        {
            var student = Drawn(2);
            var config = new DistillConfig { Loss = DistillKind.Ssld, Labels = false };
            var optimizer = new Adam();
            optimizer.Rate.Set([0.003]);
            var step = new TrainingStep(student, optimizer, null, new()
            {
                BatchSize = Batch, ImageSize = Side, Distiller = new(new(Drawn(1)), student, [1, 3, Side, Side], config),
            });
            return [.. Enumerable.Range(0, 40).Select(i => step.Run(Images(), labels, i).Loss)];
        }

        var found = Losses(s_labels);
        Assert.Equal(found, Losses([1, 0, 0, 0]));
        Assert.InRange(found.TakeLast(5).Average(), 0, 0.5 * found[0]);
    }

    [Fact]
    public void Feature_maps_are_compared_behind_a_projection_that_learns()
    {
        var (teacher, student) = (ModelZoo.Find("resnet18").Create(new() { Classes = Classes }), Drawn(2));
        teacher.Initialise(new Rng(4));
        var config = new DistillConfig
        {
            Weight = 0, Labels = false, FeatureWeight = 3, Features = [new("layer2", "layer2"), new("layer4", "layer3")],
        };
        var distiller = new Distiller(new(teacher), student, [1, 3, Side, Side], config, seed: 5);
        Assert.Equal(["distill.layer2.weight", "distill.layer4.weight"], distiller.Parameters.Select(p => p.Path));
        var before = Numbers(distiller);
        var images = Images();
        var optimizer = new Sgd();
        optimizer.Rate.Set([0.05]);
        var step = new TrainingStep(student, optimizer, null, new()
        {
            BatchSize = Batch, ImageSize = Side, Distiller = distiller,
        });
        var first = step.Run(images, s_labels, 0).Loss;
        var last = first;
        for (var i = 1; i < 6; i++) last = step.Run(images, s_labels, i).Loss;
        Assert.InRange(last, 0, 0.98 * first);
        Assert.NotEqual(before, Numbers(distiller));
    }

    [Fact]
    public void The_program_of_the_page_teaches_a_student()
    {
        var (network, student) = (Drawn(1), Drawn(2));
        var (side, batch) = (Side, Batch);
        var optimizer = new Sgd();
        optimizer.Rate.Set([0.002]);
        var teacher = new Teacher(network);
        var distiller = new Distiller(teacher, student, [1, 3, side, side], new() { Loss = DistillKind.Kl, Weight = 2 });
        var step = new TrainingStep(student, optimizer, null, new() { BatchSize = batch, ImageSize = side, Distiller = distiller });
        PageTests.Holds("distillation.md", [.. File.ReadAllLines(PageTests.Source("DistillationTests.cs"))]);

        var first = step.Run(Images(), s_labels, 0).Loss;
        for (var i = 1; i < 10; i++) step.Run(Images(), s_labels, i);
        Assert.InRange(step.Run(Images(), s_labels, 10).Loss, 0, first);
    }

    [Fact]
    public void A_student_in_eight_bits_learns_from_itself_in_single_precision()
    {
        Shape shape = [Batch, 3, Side, Side];
        var model = Drawn(2);
        var student = new FakeQuantised(model, shape);
        var x = Tensor.Placeholder(shape);
        var calibrator = new Calibrator(x, model.Call(x, Pass.Inference()));
        calibrator.Observe(Tensor.FromChannelsLast<float>(Images(), shape));
        var good = calibrator.Finish(CalibrationMethod.MinMax);
        // Much is cut off at first.
        student.Begin(new() { Ranges = [.. good.Ranges.Select(r => r with { Low = r.Low / 4, High = r.High / 4 })] });
        var config = new DistillConfig { Labels = false, Features = [new("layer2", "layer2")] };
        var optimizer = new Adam();
        optimizer.Rate.Set([0.001]);
        var step = new TrainingStep(student, optimizer, null, new()
        {
            BatchSize = Batch, ImageSize = Side, Distiller = new(new(Drawn(2)), student, shape, config),
        });
        var losses = Enumerable.Range(0, 12).Select(i => step.Run(Images(), s_labels, i).Loss).ToList();
        Assert.True(losses[0] > 0);
        Assert.InRange(losses[^1], 0, 0.9 * losses[0]);
    }

    [Fact]
    public void What_cannot_be_compared_is_named()
    {
        var (teacher, student) = (Drawn(1), Drawn(2));
        string Code(DistillConfig config) => Assert.Throws<UsageException>(
            () => new Distiller(new(teacher), student, [1, 3, Side, Side], config)).Code;
        Assert.Equal("VIR2858", Code(new() { Features = [new("layer5", "layer1")] }));
        Assert.Equal("VIR2858", Code(new() { Features = [new("layer1", "layers1")] }));
        Assert.Equal("VIR2859", Code(new() { Features = [new("fc", "fc")] }));
    }

    [Fact]
    public void A_teacher_sees_the_pixels_as_it_was_trained_with_and_scores_in_the_students_order()
    {
        var own = ModelBundle.OfZoo("resnet18", Classes, 32);
        var bundle = own.With(d => d with
        {
            Classes = ["b", "a"], Preprocessing = d.Preprocessing with { Mean = new(0.5f, 0.4f, 0.3f), Std = new(0.5f, 0.25f, 1) },
        });
        bundle.Save(_folder["teacher.vireo"]);
        var teacher = Teacher.Open(_folder["teacher.vireo"], ["a", "b"]);
        var student = Drawn(2);
        var pipeline = own.Description.Preprocessing;
        var distiller = new Distiller(teacher, student, [1, 3, 32, 32], preprocessing: pipeline);
        var rng = new Rng(6);
        float[] pixels = [.. Enumerable.Range(0, 3 * 32 * 32).Select(_ => rng.Uniform())];
        Tensor Normalised(float[] mean, float[] std) => Tensor.FromChannelsLast<float>(
            [.. pixels.Select((v, i) => (v - mean[i % 3]) / std[i % 3])], [1, 3, 32, 32]);
        var (m, s) = (pipeline.Mean, pipeline.Std);
        var found = distiller.Call(Normalised([m.R, m.G, m.B], [s.R, s.G, s.B]), Pass.Inference()).ToDoubles();
        var expected = own.Model.Call(Normalised([0.5f, 0.4f, 0.3f], [0.5f, 0.25f, 1]), Pass.Inference()).ToDoubles();
        Check.Close([expected[1], expected[0]], found, 1e-4);
        // Of another size it sees its own.
        Assert.Equal<Shape>([2, Classes], distiller.Call(Tensor.Full(0.5, [2, 3, 48, 48]), Pass.Inference()).Shape);

        var refused = Assert.Throws<UsageException>(() => Teacher.Open(_folder["teacher.vireo"], ["a", "fox"]));
        Assert.Equal("VIR2857", refused.Code);
        Assert.Contains("does not know: fox", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Only it knows: b", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_takes_images_without_labels_and_a_stopped_one_goes_on_to_the_same_weights()
    {
        var data = ShapesData.Create(_folder, train: 80, val: 16);
        var config = TrainerTests.Config(data) with
        {
            Model = TinyModels.ResNet, Optimizer = new() { Lr = 0.004 },
            Train = new() { Epochs = 2, BatchSize = 8, ImageSize = Side, Seed = 3, LoaderThreads = 1 },
        };
        ConfigYaml.WriteFile(_folder["teacher.yaml"], config);
        Open("teacher", "teacher.yaml").Fit();
        // Two labelled images are left, so that the classes have names.
        foreach (var kind in (string[])["disc", "square"])
        {
            Directory.CreateDirectory(_folder[$"few/train/{kind}"]);
            foreach (var (file, i) in Directory.GetFiles(_folder[$"data/train/{kind}"]).Order().Select((f, i) => (f, i)))
                File.Move(file, _folder[i == 0 ? $"few/train/{kind}/{i}.png" : $"data/{kind}{i}.png"]);
        }

        Directory.Move(_folder["data/val"], _folder["few/val"]);
        Directory.Delete(_folder["data/train"], recursive: true);
        ConfigYaml.WriteFile(_folder["student.yaml"], config with
        {
            Data = new() { Train = _folder["few"] }, Ema = new() { Decay = 0.5 }, Augment = config.Augment with { Mixup = 0.2 },
            Train = config.Train with { Seed = 4, Epochs = 2, Accumulate = 2, BatchSize = 4 },
            Distill = new()
            {
                Teacher = _folder["teacher"], Labels = false, Unlabelled = _folder["data"], Features = [new("layer3", "layer4")],
                FeatureWeight = 0.02, Loss = DistillKind.Ssld, Weight = 4,
            },
        });
        var whole = Open("student", "student.yaml");
        Assert.Equal(80, whole.Data.Train.Samples.Count);
        Assert.Contains(whole.Plan, line => line.Contains("labels do not count", StringComparison.Ordinal));
        whole.Fit();
        var manifest = RunFolder.Open(_folder["student"]).ReadManifest();
        Assert.Equal(Teacher.Open(_folder["teacher"], manifest.Classes).Hash(), manifest.Teacher!.Hash);

        using var stop = new CancellationTokenSource();
        var steps = 0;
        var told = new Told(p => { if (p.Phase == TrainingPhase.Training && ++steps == 13) stop.Cancel(); });
        Assert.ThrowsAny<OperationCanceledException>(() => Open("again", "student.yaml").Fit(told, stop.Token));
        // Elsewhere it is the same teacher; another is none.
        ModelBundle.Open(_folder["teacher"]).Save(_folder["same.vireo"]);
        ClassificationRun.Open(Resumed("same.vireo"), s_none, _ => { }).Fit();
        string[] files = ["model.safetensors", "average.safetensors", "optimizer.safetensors", "projections.safetensors"];
        byte[] Saved(string run, string file) =>
            File.ReadAllBytes(RunFolder.Open(_folder[run]).OpenCheckpoints(3, _ => { }).LatestValid()![file]);
        foreach (var file in files) Assert.Equal(Saved("student", file), Saved("again", file));
        ModelBundle.Open(_folder["student"]).With(d => d with { Origin = d.Origin with { Licence = "x" } }).Save(_folder["other.vireo"]);
        Assert.Equal("VIR2861", Assert.Throws<UsageException>(
            () => ClassificationRun.Open(Resumed("other.vireo"), s_none, _ => { })).Code);
        Assert.Equal("VIR2860", Assert.Throws<UsageException>(
            () => Open("refused", "student.yaml", "distill.labels=true")).Code);
    }

    private RunRequest Resumed(string teacher) => new(_folder["again"], RunMode.Resume)
    {
        Overrides = [$"distill.teacher={_folder[teacher]}"],
    };

    private ClassificationRun Open(string output, string file, params string[] overrides) => ClassificationRun.Open(
        new(_folder[output], RunMode.New) { ConfigFile = _folder[file], Overrides = overrides }, s_none, _ => { });

    private sealed class Told(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }

    private static VisionModel Drawn(ulong seed)
    {
        var model = RunModel.Create(new() { Model = TinyModels.ResNet, Train = new() { Seed = seed } }, Classes);
        return model;
    }

    private static float[] Images()
    {
        var rng = new Rng(9);
        return [.. Enumerable.Range(0, Batch * 3 * Side * Side).Select(_ => rng.Normal())];
    }

    private static double[] Numbers(Module module) => [.. module.Everything.SelectMany(e => e.Variable.ToDoubles())];

    private static double[] Row(float[] scores, int row) => [.. scores.Skip(row * Classes).Take(Classes).Select(v => (double)v)];

    private static double[] Log(double[] scores, double temperature)
    {
        var sum = Math.Log(scores.Sum(s => Math.Exp(s / temperature)));
        return [.. scores.Select(s => s / temperature - sum)];
    }

    private static double Divergence(double[] of, double[] from) => of.Zip(from).Sum(p => Math.Exp(p.First) * (p.First - p.Second));

    private static double JensenShannon(double[] a, double[] b)
    {
        double[] middle = [.. a.Zip(b).Select(p => Math.Log((Math.Exp(p.First) + Math.Exp(p.Second)) / 2))];
        return (Divergence(a, middle) + Divergence(b, middle)) / 2;
    }
}
