using Vireo.Layers;
using Vireo.Layers.Initialisers;
using Vireo.Testing;
using Vireo.Weights;

namespace Vireo.Tests.Layers;

public class LayerTests
{
    private static double[] Filled(Initialiser initialiser, Shape shape, ulong seed = 1)
    {
        var variable = new Variable(shape);
        initialiser.Fill(variable, new Rng(seed));
        return variable.ToDoubles();
    }

    private static (double Mean, double Deviation) Moments(double[] values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }

    [Fact]
    public void Initialisers_have_the_moments_of_their_formulas()
    {
        Shape shape = [64, 32, 3, 3];
        Check.Close([0, Math.Sqrt(2.0 / (32 * 9))], Pair(Moments(Filled(new He(), shape))), 2e-3);
        Check.Close([0, Math.Sqrt(2.0 / (64 * 9))], Pair(Moments(Filled(new He { OfOutputs = true }, shape))), 2e-3);
        var bound = Math.Sqrt(6.0 / ((32 + 64) * 9));
        var xavier = Filled(new Xavier(), shape);
        Check.Close([0, bound / Math.Sqrt(3)], Pair(Moments(xavier)), 2e-3);
        Assert.InRange(xavier.Max(Math.Abs), 0.99 * bound, bound);
        var uniform = Filled(new FanInUniform(), shape);
        Assert.InRange(uniform.Max(Math.Abs), 0.99 / Math.Sqrt(288), 1 / Math.Sqrt(288));
        Check.Close([0, 0.5], Pair(Moments(Filled(new Normal(0.5), shape))), 1e-2);
        // A normal cut at two deviations has 0.8796 of the deviation.
        var cut = Filled(new TruncatedNormal(0.5), shape);
        Check.Close([0, 0.5 * 0.87963], Pair(Moments(cut)), 1e-2);
        Assert.InRange(cut.Max(Math.Abs), 0.95, 1);
        Assert.All(Filled(new Constant(3), [5]), v => Assert.Equal(3, v));
        Assert.Equal(Filled(new He(), shape), Filled(new He(), shape));
        Assert.NotEqual(Filled(new He(), shape), Filled(new He(), shape, 2));
    }

    private static double[] Pair((double, double) pair) => [pair.Item1, pair.Item2];

    [Fact]
    public void What_a_parameter_draws_depends_on_its_path_alone()
    {
        var (small, large) = (new Sequential(new Linear(3, 4)), new Sequential(new Linear(3, 4), new Linear(4, 2)));
        small.Initialise(new Rng(5));
        large.Initialise(new Rng(5));
        Assert.Equal(small.Parameters.First().Variable.ToDoubles(), large.Parameters.First().Variable.ToDoubles());
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias"], large.Parameters.Select(p => p.Path));
    }

    private static double[] Dropped(Module layer, Shape shape, long seed, long step) =>
        layer.Call(Tensor.Full(1, shape), Pass.Training(Tensor.From<long>(seed, step))).ToDoubles();

    [Fact]
    public void Dropout_drops_its_share_and_keeps_the_mean()
    {
        Shape shape = [100, 200];
        var values = Dropped(new Dropout(0.3), shape, 7, 0);
        Assert.All(values, v => Assert.True(v == 0 || Math.Abs(v - 1 / 0.7) < 1e-6));
        Assert.InRange(values.Count(v => v == 0) / 20_000.0, 0.285, 0.315);
        Assert.InRange(values.Average(), 0.98, 1.02);
        Assert.Equal(values, Dropped(new Dropout(0.3), shape, 7, 0));
        Assert.NotEqual(values, Dropped(new Dropout(0.3), shape, 7, 1));
        Assert.NotEqual(values, Dropped(new Dropout(0.3), shape, 8, 0));
    }

    [Fact]
    public void Two_dropouts_of_one_pass_draw_other_masks()
    {
        var twice = new Sequential(new Dropout(0.5), new Dropout(0.5));
        var values = Dropped(twice, [100, 100], 1, 1);
        Assert.InRange(values.Count(v => v == 4) / 10_000.0, 0.23, 0.27);
    }

    [Fact]
    public void Drop_path_drops_whole_samples()
    {
        var values = Dropped(new DropPath(0.25), [2000, 3, 2, 2], 3, 4);
        var samples = values.Chunk(12).ToList();
        Assert.All(samples, s => Assert.Single(s.Distinct()));
        Assert.InRange(samples.Count(s => s[0] == 0) / 2000.0, 0.22, 0.28);
    }

    [Fact]
    public void Predicting_drops_nothing_and_uses_running_statistics()
    {
        var x = Tensor.From<float>([1, 2, 3, 4, 5, 6, 7, 8], [8, 1]);
        Assert.Equal(x.ToDoubles(), new Dropout(0.9).Call(x, Pass.Inference()).ToDoubles());
        Assert.Equal(x.ToDoubles(), new DropPath(0.9).Call(x, Pass.Inference()).ToDoubles());
        Assert.Equal(x.ToDoubles(), new Dropout(0.9).Call(x, Pass.Training()).ToDoubles());

        var norm = new BatchNorm(1, epsilon: 0);
        norm.Initialise(new Rng(1));
        Check.Close(x.ToDoubles(), norm.Call(x, Pass.Inference()).ToDoubles(), 1e-6);
        var pass = Pass.Training();
        var y = norm.Call(x, pass);
        // Mean 4.5, variance 5.25, unbiased 6.
        Check.Close([-3.5 / Math.Sqrt(5.25)], [y.ToDoubles()[0]], 1e-6);
        Engine.Evaluate([], pass.Updates);
        Assert.Equal([0.45, 0.9 + 0.6, 1], norm.Buffers.Select(b => Math.Round(b.Variable.ToDoubles()[0], 6)));
    }

    [Fact]
    public void A_norm_called_twice_in_a_pass_counts_both_calls()
    {
        var norm = new BatchNorm(1, momentum: 0.5);
        norm.Initialise(new Rng(1));
        var pass = Pass.Training();
        norm.Call(Tensor.From<float>([2, 4], [2, 1]), pass);
        norm.Call(Tensor.From<float>([6, 8], [2, 1]), pass);
        Engine.Evaluate([], pass.Updates);
        Assert.Equal([(0 * 0.5 + 3 * 0.5) * 0.5 + 7 * 0.5, (0.5 + 1) * 0.5 + 1, 2], norm.Buffers.Select(b => b.Variable.ToDoubles()[0]));
    }

    [Fact]
    public void Outputs_of_all_modules_are_found_by_path()
    {
        var model = new Sequential(new Linear(2, 3), new Sequential(new Linear(3, 4), new Dropout(0.1)));
        var pass = Pass.Inference();
        model.Call(Tensor.Full(1, [5, 2]), pass);
        Assert.Equal([5, 4], pass.Outputs["1.0"].Shape);
        Assert.Equal(["", "0", "1", "1.0", "1.1"], pass.Outputs.Keys.Order());
        Assert.Equal(["", "0", "1", "1.0", "1.1"], model.Modules.Select(m => m.Path));
    }

    private static Sequential Net(int classes, ulong seed)
    {
        var model = new Sequential(new Conv(1, 2, 3), new BatchNorm(2), new Linear(2, classes));
        model.Initialise(new Rng(seed));
        return model;
    }

    private static string Saved(TemporaryFolder folder, Module model)
    {
        var path = folder["model.safetensors"];
        using var stream = File.Create(path);
        SafeTensorsFile.Write(stream, ModuleWeights.Entries(model.Everything));
        return path;
    }

    private static double[] All(Module model) => [.. model.Everything.SelectMany(e => e.Variable.ToDoubles())];

    [Fact]
    public void Weights_come_back_as_they_were_saved_also_in_another_precision()
    {
        using var folder = new TemporaryFolder();
        var (saved, loaded, wide) = (Net(3, 1), Net(3, 2), Net(3, 3));
        var path = Saved(folder, saved);
        wide.ConvertTo(DType.F64);
        foreach (var model in (Module[])[loaded, wide])
        {
            Assert.NotEqual(All(saved), All(model));
            using var file = SafeTensorsFile.Read(path);
            ModuleWeights.Load(model.Everything, file, path);
            Assert.Equal(All(saved), All(model));
        }
    }

    [Fact]
    public void Weights_of_another_model_are_refused_and_nothing_is_changed()
    {
        using var folder = new TemporaryFolder();
        var path = Saved(folder, Net(3, 1));
        var other = Net(4, 2);
        var before = All(other);
        using var file = SafeTensorsFile.Read(path);
        var failure = Assert.Throws<BadModelFileException>(() => ModuleWeights.Load(other.Everything, file, path));
        Assert.Equal("VIR2010", failure.Code);
        Assert.Contains("2.weight is [3, 2] instead of [4, 2]", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, All(other));
    }

    [Fact]
    public void Matching_weights_are_taken_and_the_others_named()
    {
        using var folder = new TemporaryFolder();
        var saved = Net(3, 1);
        var path = Saved(folder, saved);
        var other = Net(4, 2);
        using var file = SafeTensorsFile.Read(path);
        Assert.Equal(["2.weight", "2.bias"], ModuleWeights.LoadMatching(other.Everything, file, path));
        Assert.Equal(
            saved.Everything.First().Variable.ToDoubles(), other.Everything.First().Variable.ToDoubles());
        var failure = Assert.Throws<BadModelFileException>(
            () => ModuleWeights.LoadMatching([("x", new Variable([7]))], file, path));
        Assert.Equal("VIR2011", failure.Code);
    }
}
