using System.Text.RegularExpressions;
using Vireo.Layers;
using Vireo.Native;
using Vireo.Optimizers;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Vision.Zoo;

namespace Vireo.Training.Tests.Classification;

public partial class PrecisionTests
{
    public static TheoryData<string> Models => [.. ModelZoo.Variants.Select(v => v.Name)];

    [SkippableTheory, MemberData(nameof(Models))]
    public void Every_kernel_of_a_training_in_brain_floats_is_a_fast_one(string name)
    {
        Skip.IfNot(OneDnn.HasBrainFloat, "the processor has no brain floats");
        var model = ModelZoo.Create(name, new() { Classes = 10 }, seed: 1);
        var step = new TrainingStep(model, new Sgd { Momentum = 0.9 }, null, new()
        {
            BatchSize = 2, ImageSize = 64, Precision = Precision.Brain,
        });
        var lines = step.Explain().ToList();
        Assert.DoesNotContain(lines, l => SlowKernel().IsMatch(l));
        // What a convolution makes goes on as it is: no image is brought back to single precision.
        Assert.DoesNotContain(lines, l => BackToSingle().IsMatch(l));
        Assert.DoesNotContain(lines, l => ConvolutionOfSingles().IsMatch(l));
        Engine.Clear();
    }

    [SkippableTheory, MemberData(nameof(Models))]
    public void Every_kernel_of_an_inference_in_brain_floats_is_a_fast_one(string name)
    {
        Skip.IfNot(OneDnn.HasBrainFloat, "the processor has no brain floats");
        var model = ModelZoo.Create(name, new() { Classes = 10 }, seed: 1);
        var x = Tensor.Placeholder([2, 3, 64, 64]);
        var step = Engine.Compile([x], [model.Call(x, Pass.Inference())], precision: Precision.Brain);
        var lines = step.Explain().ToList();
        Assert.DoesNotContain(lines, l => SlowKernel().IsMatch(l));
        Assert.DoesNotContain(lines, l => BackToSingle().IsMatch(l));
        Assert.DoesNotContain(lines, l => ConvolutionOfSingles().IsMatch(l));
        Engine.Clear();
    }

    [Fact]
    public void A_choice_is_decided_for_the_machine()
    {
        Assert.Equal(PrecisionChoice.F32, PrecisionChoice.F32.Decided);
        Assert.Equal(Precision.Brain, PrecisionChoice.Bf16.ForSteps);
        Assert.NotEqual(PrecisionChoice.Auto, PrecisionChoice.Auto.Decided);
        Assert.Equal(Precision.Automatic, PrecisionChoice.Auto.ForSteps);
        Assert.NotEmpty(Precision.Reason);
    }

    [GeneratedRegex(@"\breference\b|onednn .*(\bref\b|ref:|gemm|:any)")]
    private static partial Regex SlowKernel();

    [GeneratedRegex(@"Cast .*BF16\[\d+, \d+, ([2-9]|\d\d).* -> F32\[\d+, \d+, ([2-9]|\d\d)")]
    private static partial Regex BackToSingle();

    [GeneratedRegex(@"^ *\d+  conv2d.* F32\[\d+, \d+, \d+, \d+\].* -> ")]
    private static partial Regex ConvolutionOfSingles();
}
