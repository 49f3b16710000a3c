using Vireo.Layers;
using Vireo.Vision.Zoo;

namespace Vireo.Goldens.Tests;

/// <summary>Counts of models for which the repository holds no golden file, as torchvision publishes them.</summary>
public sealed class ZooTests
{
    [Theory]
    [InlineData("resnet50", 25_557_032, 4_089_184_256)]
    public void Parameters_and_multiply_adds_are_the_published_ones(string name, long parameters, long macs)
    {
        var model = ModelZoo.Find(name).Create(new());
        var images = Tensor.Placeholder([1, 3, 224, 224]);

        Assert.Equal(parameters, model.Parameters.Sum(p => p.Variable.Shape.Count));
        Assert.Equal(macs, Engine.Compile([images], [model.Call(images, Pass.Inference())]).Macs);
    }

    [Fact]
    public void The_state_of_resnet50_is_named_as_in_torchvision()
    {
        var state = ModelZoo.Find("resnet50").Create(new()).Everything.Select(p => (p.Path, p.Variable.Shape)).ToList();

        Assert.Equal(320, state.Count);
        Assert.Equal(("conv1.weight", Shape.Create([64, 3, 7, 7])), state[0]);
        Assert.Equal(Bottleneck("layer1.0", 64, 64, 256, true), state.Skip(6).Take(24));
        Assert.Equal(Bottleneck("layer1.1", 256, 64, 256, false), state.Skip(30).Take(18));
        Assert.Equal(Bottleneck("layer4.0", 1024, 512, 2048, true), state.SkipWhile(s => !s.Path.StartsWith("layer4", StringComparison.Ordinal)).Take(24));
        Assert.Equal([("fc.weight", Shape.Create([1000, 2048])), ("fc.bias", Shape.Create([1000]))], state.TakeLast(2));
    }

    private static IEnumerable<(string, Shape)> Bottleneck(string path, int inputs, int width, int outputs, bool projected)
    {
        (string, Shape)[] Norm(string name, int channels) =>
        [
            ($"{path}.{name}.weight", [channels]), ($"{path}.{name}.bias", [channels]), ($"{path}.{name}.running_mean", [channels]),
            ($"{path}.{name}.running_var", [channels]), ($"{path}.{name}.num_batches_tracked", Shape.Scalar),
        ];
        return
        [
            ($"{path}.conv1.weight", [width, inputs, 1, 1]), .. Norm("bn1", width),
            ($"{path}.conv2.weight", [width, width, 3, 3]), .. Norm("bn2", width),
            ($"{path}.conv3.weight", [outputs, width, 1, 1]), .. Norm("bn3", outputs),
            .. projected
                ? (IEnumerable<(string, Shape)>)[($"{path}.downsample.0.weight", [outputs, inputs, 1, 1]), .. Norm("downsample.1", outputs)]
                : [],
        ];
    }
}
