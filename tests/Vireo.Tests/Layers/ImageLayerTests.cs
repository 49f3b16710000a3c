using Vireo.Layers;
using Vireo.Ops;
using Vireo.Testing;

namespace Vireo.Tests.Layers;

/// <summary>Layers on images: their state, and that they do what their ops do.</summary>
public class ImageLayerTests
{
    private static T Ready<T>(T module)
        where T : Module
    {
        module.Initialise(new Rng(4));
        return module;
    }

    private static string State(Module module) =>
        string.Join("; ", Ready(module).Everything.Select(e => $"{e.Path} {e.Variable.Shape}"));

    [Fact]
    public void State_has_the_keys_and_shapes_of_PyTorch()
    {
        Assert.Equal("weight [3, 4]; bias [3, 4]", State(new LayerNorm([3, 4])));
        Assert.Equal("weight [8]", State(new LayerNorm([8], bias: false)));
        Assert.Equal("", State(new LayerNorm([8], affine: false)));
        Assert.Equal("weight [8]; bias [8]", State(LayerNorm.OverChannels(8)));
        Assert.Equal("weight [8]", State(new RmsNorm(8)));
        Assert.Equal("weight [6]; bias [6]", State(new GroupNorm(3, 6)));
        Assert.Equal("", State(new InstanceNorm(6)));
        Assert.Equal("weight [6]; bias [6]", State(new InstanceNorm(6, affine: true)));
        Assert.Equal("weight [6, 2, 3, 3]; bias [4]", State(new ConvTranspose(6, 4, 3, groups: 2)));
        Assert.Equal("weight [4, 3, 5]; bias [4]", State(new Conv1d(6, 4, 5, groups: 2)));
        Assert.Equal("weight [4, 6, 3, 3, 3]", State(new Conv3d(6, 4, 3, bias: false)));
        Assert.Equal("p [1]", State(new Gem()));
    }

    public static TheoryData<string, int[], int[]> Shapes => new()
    {
        { "layer norm", [2, 4, 6, 8], [2, 4, 6, 8] },
        { "layer norm over channels", [2, 4, 6, 8], [2, 4, 6, 8] },
        { "rms norm", [2, 4, 6, 8], [2, 4, 6, 8] },
        { "group norm", [2, 4, 6, 8], [2, 4, 6, 8] },
        { "instance norm", [2, 4, 6], [2, 4, 6] },
        { "local response norm", [2, 4, 6, 8], [2, 4, 6, 8] },
        { "resize", [2, 4, 6, 8], [2, 4, 5, 3] },
        { "upsample", [2, 4, 6, 8], [2, 4, 12, 16] },
        { "padding", [2, 4, 6, 8], [2, 4, 7, 10] },
        { "pixel shuffle", [2, 4, 6, 8], [2, 1, 12, 16] },
        { "pixel unshuffle", [2, 4, 6, 8], [2, 16, 3, 4] },
        { "channel shuffle", [2, 4, 6, 8], [2, 4, 6, 8] },
        { "conv transpose", [2, 4, 6, 8], [2, 3, 12, 16] },
        { "conv 1d", [2, 4, 6], [2, 3, 6] },
        { "conv 3d", [2, 4, 3, 6, 8], [2, 3, 3, 6, 8] },
        { "adaptive average", [2, 4, 6, 8], [2, 4, 3, 5] },
        { "adaptive maximum", [2, 4, 6, 8], [2, 4, 3, 5] },
        { "lp pool", [2, 4, 6, 8], [2, 4, 3, 4] },
        { "gem", [2, 4, 6, 8], [2, 4] },
        { "drop block", [2, 4, 6, 8], [2, 4, 6, 8] },
    };

    private static Module Named(string name) => name switch
    {
        "layer norm" => new LayerNorm([8]),
        "layer norm over channels" => LayerNorm.OverChannels(4),
        "rms norm" => new RmsNorm(8),
        "group norm" => new GroupNorm(2, 4),
        "instance norm" => new InstanceNorm(4),
        "local response norm" => new LocalResponseNorm(3),
        "resize" => new Resize([5, 3]),
        "upsample" => new Upsample(2),
        "padding" => new Padding((1, 0), (1, 1), PadMode.Reflect),
        "pixel shuffle" => new PixelShuffle(2),
        "pixel unshuffle" => new PixelUnshuffle(2),
        "channel shuffle" => new ChannelShuffle(2),
        "conv transpose" => new ConvTranspose(4, 3, 3, new(2, 1), extra: 1),
        "conv 1d" => new Conv1d(4, 3, 3, padding: 1),
        "conv 3d" => new Conv3d(4, 3, 3, new(1, 1)),
        "adaptive average" => new AdaptiveAveragePool(3, 5),
        "adaptive maximum" => new AdaptiveMaxPool(3, 5),
        "lp pool" => new LpPool(2, 2, new(2)),
        "gem" => new Gem(),
        _ => new DropBlock(0.3, 2),
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Layers_make_the_shapes_they_promise_and_finite_numbers(string name, int[] x, int[] y)
    {
        var rng = new Rng(1);
        var input = Tensor.From(new float[Shape.Create(x).Count].Select(_ => rng.Uniform()).ToArray(), Shape.Create(x));
        var output = Ready(Named(name)).Call(input, Pass.Training(Tensor.From<long>(1, 1)));
        Assert.Equal(Shape.Create(y), output.Shape);
        Assert.All(output.ToDoubles(), v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void Drop_block_drops_whole_squares_and_keeps_the_mean()
    {
        Shape shape = [8, 16, 20, 20];
        var x = Tensor.Full(1, shape);
        Tensor Dropped(long step) => new DropBlock(0.1, 5).Call(x, Pass.Training(Tensor.From(7L, step)));
        var values = Dropped(0).ToDoubles();
        var gone = values.Count(v => v == 0) / (double)values.Length;
        Assert.InRange(gone, 0.06, 0.11); // Overlaps make it a little less than asked for.
        Check.Close([1], [values.Average()], 1e-4);
        Assert.Equal(values, Dropped(0).ToDoubles());
        Assert.NotEqual(values, Dropped(1).ToDoubles());
        Assert.Single(values.Where(v => v != 0).Distinct());

        // Every dropped pixel lies in a dropped square.
        var mask = Tensor.From(values.Select(v => v == 0 ? 1.0 : 0).ToArray(), shape);
        var whole = (mask.AveragePool2d(5, new(1)) > 0.99).Cast(DType.F64);
        var spread = whole.Pad([(4, 4), (4, 4)]).MaxPool2d(5, new(1));
        Assert.Equal(mask.ToDoubles(), spread.ToDoubles());
        Assert.Same(x, new DropBlock(0.1, 5).Call(x, Pass.Inference()));
    }
}
