using Vireo.Testing;
using Vireo.Weights;

namespace Vireo.Tests.Weights;

/// <summary>State dictionaries are found inside checkpoints, whatever lies around them.</summary>
public sealed class ModuleWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("checkpoint.pth"), InlineData("checkpoint-legacy.pth")]
    public void A_checkpoint_of_a_wrapped_module_loads_strictly_beside_its_optimizer(string name)
    {
        using var file = WeightFile.Read(WeightFixture.File(name));
        var variables = Tiny();

        ModuleWeights.Load(variables, file);

        Assert.All(variables, v => Assert.Equal(
            WeightFixture.Floats(file, $"state_dict.module.{v.Path}"),
            Array.ConvertAll(v.Variable.ToDoubles(), x => (float)x)));
    }

    [Theory]
    [InlineData("", 2), InlineData("model.", 2), InlineData("model.net.", 2)]
    [InlineData("ema.", 3)]
    public void The_prefix_with_most_of_the_names_is_taken(string prefix, float expected)
    {
        // A decoy holds one of the two names, or both after the first.
        using var file = Write(
            ($"{prefix}w", expected), ($"{prefix}b", expected), ("decoy.w", 9), ("optimizer.0.m", 9));
        var variables = Named("w", "b");

        if (prefix.Length == 0)
        {
            // Without a prefix all of the file is meant, so what is left over is a mistake.
            var failure = Assert.Throws<BadModelFileException>(() => ModuleWeights.Load(variables, file));
            Assert.Equal("VIR2010", failure.Code);
            Assert.Contains("optimizer.0.m [1] has no place", failure.Message);
            return;
        }

        ModuleWeights.Load(variables, file);
        Assert.All(variables, v => Assert.Equal([expected], v.Variable.ToDoubles()));
    }

    [Fact]
    public void What_does_not_match_is_listed_and_of_another_family_refused()
    {
        using var file = Write(("net.w", 1), ("net.x", 1));

        Assert.Equal(["b"], ModuleWeights.LoadMatching(Named("w", "b"), file));
        var failure = Assert.Throws<BadModelFileException>(() => ModuleWeights.Load(Named("w", "b"), file));
        Assert.Contains("b [1] is missing", failure.Message);
        Assert.Contains("x [1] has no place", failure.Message);
        Assert.Equal("VIR2011", Assert.Throws<BadModelFileException>(
            () => ModuleWeights.LoadMatching(Named("other"), file)).Code);
    }

    private static List<(string Path, Variable Variable)> Tiny() =>
    [
        ("conv.weight", new([2, 1, 3, 3])), ("conv.bias", new([2])),
        ("bn.weight", new([2])), ("bn.bias", new([2])), ("bn.running_mean", new([2])), ("bn.running_var", new([2])),
        ("bn.num_batches_tracked", new([])),
    ];

    private static List<(string Path, Variable Variable)> Named(params string[] names) =>
        [.. names.Select(name => (name, new Variable([1])))];

    private WeightFile Write(params (string Name, float Value)[] tensors)
    {
        var path = _folder["x.safetensors"];
        WeightFile.Write(path, [.. tensors.Select(t => WeightEntry.Of(t.Name, [1], new[] { t.Value }))]);
        return WeightFile.Read(path);
    }
}
