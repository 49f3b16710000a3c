using System.Globalization;
using System.Text.RegularExpressions;
using Vireo.Optimizers;
using Vireo.Testing;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Tests.Classification;

/// <summary>Computing values again instead of keeping them: less memory, the same bits.</summary>
public sealed class RecomputeTests
{
    private const int Batch = 4;
    private const int Side = 96;

    [Theory]
    [InlineData("small resnet", 1)]
    [InlineData("mobilenet_v3_small", 1)]
    [InlineData("small resnet", 2)]
    public void Less_memory_gives_the_same_loss_and_weights_to_the_last_bit(string name, int accumulate)
    {
        var (free, kept, once) = Train(name, accumulate, null);
        var least = Assert.Throws<MemoryBudgetException>(() => Train(name, accumulate, 1000)).Least;
        // With accumulation the arena of the optimizer's own plan counts in free, but not in the budget.
        foreach (var budget in accumulate > 1 ? [least] : (long[])[least + (free - least) / 2, least])
        {
            var (arena, trained, kernels) = Train(name, accumulate, budget);
            Assert.True(arena < free, $"{arena} of {free} bytes with a budget of {budget}");
            Assert.True(accumulate > 1 || arena <= budget);
            Assert.Equal(kept, trained);
            Assert.True(kernels > once, "nothing is computed again");
        }
    }

    [Fact]
    public void What_cannot_fit_is_refused_with_the_least_that_would_do()
    {
        var refused = Assert.Throws<MemoryBudgetException>(() => Train("small resnet", 1, 1000));
        Assert.Equal("VIR5104", refused.Code);
        Assert.True(Train("small resnet", 1, refused.Least).Arena <= refused.Least);
        Assert.Throws<MemoryBudgetException>(() => Train("small resnet", 1, refused.Least - 1));
    }

    [Fact]
    public void A_budget_of_the_configuration_that_is_too_small_is_refused_with_one_that_would_do()
    {
        using var folder = new TemporaryFolder();
        var config = TrainerTests.Config(ShapesData.Create(folder));
        RunConfig With(int megabytes) => config with
        {
            Train = config.Train with { Recompute = RecomputeKind.Auto, MemoryBudget = megabytes },
        };

        var refused = Assert.Throws<UsageException>(() => TrainerTests.Made(With(1), folder["small"]));

        Assert.Equal("VIR3023", refused.Code);
        var megabytes = Regex.Match(refused.Message, @"takes (\d+) MB").Groups[1];
        var least = int.Parse(megabytes.ValueSpan, CultureInfo.InvariantCulture);
        // The rest of the process may have grown in between; it does not double.
        TrainerTests.Made(With(2 * least), folder["large"]);
    }

    private static (long Arena, List<float> Numbers, int Kernels) Train(
        string name, int accumulate, long? budget)
    {
        // Deep enough for stretches, with so few weights that what is kept between the passes is what counts.
        var options = new ModelOptions { Classes = 5, Dropout = 0.3, DropPath = 0.2 };
        VisionModel model = name == "small resnet"
            ? new ResNet(new() { Blocks = [3, 2], Options = options })
            : ModelZoo.Find(name).Create(options);
        model.Initialise(new Rng(3));
        var optimizer = new Sgd { Momentum = 0.9 };
        optimizer.Rate.Set([0.05]);
        var step = new TrainingStep(model, optimizer, null, new()
        {
            BatchSize = Batch, ImageSize = Side, Seed = 1, Accumulate = accumulate,
            MemoryBudget = budget is { } bytes ? () => bytes : null,
        });
        var rng = new Rng(5);
        var (images, labels) = (new float[Batch * Side * Side * 3], new int[Batch]);
        var numbers = new List<float>();
        for (var i = 0; i < 3 * accumulate; i++)
        {
            foreach (ref var pixel in images.AsSpan()) pixel = rng.Uniform(-1, 1);
            foreach (ref var label in labels.AsSpan()) label = rng.Below(5);
            numbers.Add((float)step.Run(images, labels, i / accumulate).Loss);
        }

        foreach (var (_, variable) in model.Everything) numbers.AddRange(variable.ToDoubles().Select(v => (float)v));
        return (step.ArenaBytes, numbers, step.Explain().Count());
    }
}
