using Vireo.Ops;
using Vireo.Optimizers;
using Vireo.Testing;

namespace Vireo.Tests.Optimizers;

public class ParameterGroupsTests
{
    private static readonly (string Path, Shape Shape)[] s_parameters =
    [
        ("stem.conv.weight", [4, 3, 3, 3]), ("stem.norm.weight", [4]), ("stem.norm.bias", [4]),
        ("layer1.0.conv1.weight", [4, 4, 3, 3]), ("layer1.1.conv1.weight", [4, 4, 3, 3]), ("layer10.conv1.weight", [4, 4]),
        ("head.weight", [2, 4]), ("head.bias", [2]), ("bias", [1]),
    ];

    private static string[] Matched(string pattern)
    {
        var groups = new ParameterGroups(new ParameterGroup(pattern) { RateFactor = 0.5 });
        return [.. s_parameters.Where(p => groups.For(p.Path, p.Shape, 0).RateFactor == 0.5).Select(p => p.Path)];
    }

    [Theory]
    [InlineData("layer1", "layer1.0.conv1.weight layer1.1.conv1.weight")]
    [InlineData("layer*", "layer1.0.conv1.weight layer1.1.conv1.weight layer10.conv1.weight")]
    [InlineData("layer1.*.conv1", "layer1.0.conv1.weight layer1.1.conv1.weight")]
    [InlineData("*.conv1.weight", "layer10.conv1.weight")]
    [InlineData("**.conv1.weight", "layer1.0.conv1.weight layer1.1.conv1.weight layer10.conv1.weight")]
    [InlineData("**.bias", "stem.norm.bias head.bias bias")]
    [InlineData("**.norm", "stem.norm.weight stem.norm.bias")]
    [InlineData("head.weight", "head.weight")]
    [InlineData("stem.**weight", "stem.conv.weight stem.norm.weight")]
    public void A_pattern_matches_paths_and_what_lies_below(string pattern, string expected) =>
        Assert.Equal(expected.Split(' '), Matched(pattern));

    [Theory, InlineData("ead"), InlineData("layer"), InlineData("head.weigh"), InlineData("head+weight")]
    public void Parts_of_a_name_do_not_match(string pattern) => Assert.Empty(Matched(pattern));

    [Fact]
    public void Each_setting_comes_from_the_last_group_that_gives_it()
    {
        var groups = new ParameterGroups(
            new ParameterGroup("**") { RateFactor = 0.1, WeightDecay = 0.2 },
            new ParameterGroup("layer1") { IsFrozen = true },
            new ParameterGroup("layer1.1") { IsFrozen = false, WeightDecay = 0.3 },
            new ParameterGroup("head") { RateFactor = 2 }) { DecaysVectors = false };
        var rules = groups.Of(s_parameters, 0.05);

        Assert.Equal(
            [
                new(0.1, 0.2), new(0.1, 0), new(0.1, 0), new(0, 0), new(0.1, 0.3), new(0.1, 0.2), new(2, 0.2), new(2, 0),
                new(0.1, 0),
            ], rules);
        Assert.Equal([3], rules.Index().Where(r => r.Item.IsFrozen).Select(r => r.Index));
    }

    [Fact]
    public void Blocks_learn_slower_the_further_they_are_from_the_head()
    {
        var groups = new ParameterGroups(new ParameterGroup("layer1") { RateFactor = 10 })
        {
            LayerDecay = 0.5,
            Blocks = [["stem.conv.weight", "stem.norm.weight"], ["layer1.0.conv1.weight"], ["head.weight", "head.bias"]],
        };
        double Factor(string path) => groups.For(path, [2, 2], 0).RateFactor;

        Assert.Equal([0.25, 0.25, 5, 1, 1], ((string[])
            ["stem.conv.weight", "stem.norm.weight", "layer1.0.conv1.weight", "head.weight", "head.bias"]).Select(Factor));
        Assert.Equal(0.125, Factor("bias"));
    }

    [Fact]
    public void A_pattern_without_a_match_names_the_nearest_path()
    {
        var none = Assert.Throws<UsageException>(() =>
            new ParameterGroups(new ParameterGroup("layr1") { RateFactor = 2 }).Of(s_parameters, 0));
        Assert.Equal("VIR3021", none.Code);
        Assert.Contains("'layr1'", none.Message);
        Assert.Contains("'layer1'", none.Message);

        var all = Assert.Throws<UsageException>(() =>
            new ParameterGroups(new ParameterGroup("**") { IsFrozen = true }).Of(s_parameters, 0));
        Assert.Equal("VIR3022", all.Code);
        Assert.Throws<ArgumentException>(() => new ParameterGroups(new ParameterGroup("a") { RateFactor = -1 }));
    }

    [Fact]
    public void What_is_frozen_gets_no_update_and_no_memory_and_rates_scale()
    {
        var (p, q) = (new Variable([2], DType.F64, "p"), new Variable([2], DType.F64, "q"));
        p.Set([1, 2]);
        q.Set([1, 2]);
        var adam = new Adam
        {
            Groups = new(new ParameterGroup("p") { IsFrozen = true }, new ParameterGroup("q") { RateFactor = 0.25 }),
        };
        adam.Rate.Set([0.1]);
        var gradient = Tensor.From<double>(1, -1);
        Engine.Compile([], [], adam.Step([("p", p, gradient), ("q", q, gradient)])).Run();

        Assert.Equal([1, 2], p.ToDoubles());
        Check.Close([1 - 0.025, 2 + 0.025], q.ToDoubles(), 1e-8);
        Assert.Equal(["steps", "q.mean", "q.square"], adam.State.Select(s => s.Name));
    }

    [Fact]
    public void Gradients_of_several_batches_have_the_mean_of_one_large_batch()
    {
        var p = new Variable([2], DType.F64, "p");
        var sum = new GradientAccumulator([("p", p)]);
        var (gradient, weight) = (Tensor.Placeholder([2], DType.F64), Tensor.Placeholder([], DType.F64));
        var add = Engine.Compile([gradient, weight], [], [.. sum.Add([gradient * weight], weight)]);
        var mean = Engine.Compile([], [.. sum.Mean], [.. sum.Clear()]);
        for (var round = 0; round < 2; round++)
        {
            add.Run(Tensor.From<double>(1, 2), Tensor.Scalar(3, DType.F64));
            add.Run(Tensor.From<double>(5, -2), Tensor.Scalar(1, DType.F64));
            Assert.Equal([2, 1], mean.Run()[0].ToDoubles());
        }

        Assert.Equal(["weight", "p.gradient"], sum.State.Select(s => s.Path));
        Assert.All(sum.State, s => Assert.All(s.Variable.ToDoubles(), value => Assert.Equal(0, value)));
    }

    private static readonly double[] s_gradients = [0.5, -1, 0.25, 2];
    private static readonly double[] s_momenta = [0.95, 0.5, 0.8, 0];

    private static double[] Run(GradientDescent optimizer, DType type)
    {
        var p = new Variable([], type, "p");
        p.Set([1]);
        optimizer.Rate.Set([0.1]);
        var gradient = Tensor.Placeholder([], type);
        var step = Engine.Compile([gradient], [], optimizer.Step([("p", p, gradient)]));
        return [.. s_gradients.Zip(s_momenta).Select(given =>
        {
            optimizer.MomentumNow!.Set([given.Second]);
            step.Run(Tensor.Scalar(given.First, type));
            return p.ToDoubles()[0];
        })];
    }

    [Fact]
    public void A_momentum_that_moves_takes_the_place_of_the_optimizers_own()
    {
        var (p, m) = (1.0, 0.0);
        var descent = s_gradients.Zip(s_momenta).Select(g => p -= 0.1 * (m = g.Second * m + g.First)).ToArray();
        Check.Close(descent, Run(new Sgd { Momentum = 0.9, MovesMomentum = true }, DType.F64), 1e-14);

        (p, m) = (1.0, 0.0);
        var (v, t) = (0.0, 0);
        var adam = s_gradients.Zip(s_momenta).Select(given =>
        {
            var (g, beta) = given;
            t++;
            (m, v) = (beta * m + (1 - beta) * g, 0.999 * v + 0.001 * g * g);
            return p -= 0.1 * (m / (1 - Math.Pow(beta, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-8);
        }).ToArray();
        Check.Close(adam, Run(new Adam { MovesMomentum = true }, DType.F64), 1e-12);
    }

    public static TheoryData<string> Cycled =>
        [.. ((string[])["AdaBelief", "Adam", "Adamax", "Lamb", "Lars", "Lion", "NAdam", "RAdam", "RmsProp", "Sgd"])];

    [Theory, MemberData(nameof(Cycled))]
    public void A_momentum_held_at_the_optimizers_own_changes_nothing(string name)
    {
        GradientDescent Made(bool moves) => name switch
        {
            "AdaBelief" => new AdaBelief { MovesMomentum = moves }, "Adam" => new Adam { MovesMomentum = moves },
            "Adamax" => new Adamax { MovesMomentum = moves }, "Lamb" => new Lamb { MovesMomentum = moves },
            "Lars" => new Lars { MovesMomentum = moves }, "Lion" => new Lion { MovesMomentum = moves },
            "NAdam" => new NAdam { MovesMomentum = moves }, "RAdam" => new RAdam { MovesMomentum = moves },
            "RmsProp" => new RmsProp { Momentum = 0.9, MovesMomentum = moves },
            _ => new Sgd { Momentum = 0.9, Nesterov = true, MovesMomentum = moves },
        };
        double[] Trace(GradientDescent optimizer, DType type)
        {
            var p = new Variable([2], type, "p");
            p.Set([1, -2]);
            optimizer.Rate.Set([0.1]);
            optimizer.MomentumNow?.Set([0.9]);
            var gradient = Tensor.Placeholder([2], type);
            var step = Engine.Compile([gradient], [], optimizer.Step([("p", p, gradient)]));
            foreach (var g in s_gradients) step.Run(Tensor.From([g, -g], [2]).Cast(type));
            return p.ToDoubles();
        }

        Assert.Null(Made(false).MomentumNow);
        Check.Close(Trace(Made(false), DType.F64), Trace(Made(true), DType.F64), 1e-12);
        Check.Close(Trace(Made(false), DType.F32), Trace(Made(true), DType.F32), 1e-5);
    }
}
