using Vireo.Ops;

namespace Vireo.Tests.Ops;

/// <summary>What is said when images, weights or sizes do not fit.</summary>
public class ImageErrorTests
{
    private static readonly Tensor s_images = Tensor.Full(1, [2, 6, 5, 4]);

    private static string Said(Func<Tensor> build) => Assert.Throws<ShapeException>(() => build()).Message;

    private static void Says(Func<Tensor> build, params string[] parts)
    {
        var said = Said(build);
        foreach (var part in parts) Assert.Contains(part, said, StringComparison.Ordinal);
        Assert.EndsWith("[VIR5101]", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Resizing_says_what_size_is_none()
    {
        Says(() => s_images.Resize([0, 3]), "resize: [0, 3] is no size", "F32[2, 6, 5, 4]", "N, C", "positive extent");
        Says(() => s_images.ResizeBy([0.1]), "resize: [0, 0]", "leaves a pixel");
        Says(() => s_images.Resize([3]), "for each axis after the channels");
        var small = new Resize2d { Height = 2, Width = 2 };
        Says(() => Tensor.Of(small, Tensor.Full(0, [3, 4])), "N, C, H, W", "missing axes");
        Says(() => Tensor.Of(small, Tensor.Full(0, [1, 1, 0, 4])), "at least one pixel");
    }

    [Fact]
    public void Padding_says_how_much_is_possible()
    {
        Says(() => s_images.Pad([(5, 0), (0, 0)], PadMode.Reflect), "pad: 5 before and 0 after", "extent of 5",
            "Reflect padding takes at most 4");
        Says(() => s_images.Pad([(0, 0), (0, 5)], PadMode.Circular), "at most 4 here");
        Says(() => s_images.Pad(2, -3, -3), "cropping 3 and 3", "Axis 2 has 5 elements");
        Says(() => s_images.Pad([(1, 1), (1, 1), (1, 1), (1, 1), (1, 1)]), "5 pairs of borders", "last axes");
    }

    [Fact]
    public void Sampling_names_the_axes_of_the_grid()
    {
        Says(() => s_images.GridSample(Tensor.Full(0, [1, 3, 3, 2])), "grid_sample: the grid does not fit", "x, y",
            "F32[1, 3, 3, 2]", "as many images");
        Says(() => Tensor.Full(0, [2, 3, 3]).AffineGrid([4, 4]), "affine_grid: no matrices for 2 axes",
            "[N, 2, 3] for images");
    }

    [Fact]
    public void Shuffling_says_which_number_must_divide_which()
    {
        Says(() => s_images.PixelShuffle(4), "6 channels are no multiple of 4² = 16", "C·r²");
        Says(() => s_images.PixelUnshuffle(2), "5 x 4 pixels are no multiple of 2", "Crop or pad");
        Says(() => s_images.ChannelShuffle(4), "do not make 4 groups", "divisor");
    }

    [Fact]
    public void Transposed_convolution_explains_its_weight()
    {
        Says(() => s_images.ConvTranspose2d(Tensor.Full(0, [3, 6, 2, 2])), "input has 6 channels, weight takes 3",
            "C, O / groups, kH, kW", "channels of the input, as in PyTorch");
        Says(() => s_images.ConvTranspose2d(Tensor.Full(0, [6, 3, 2, 2]), Tensor.Full(0, [6])), "the bias does not fit",
            "It must be [3]");
        Says(() => s_images.ConvTranspose2d(Tensor.Full(0, [6, 3, 2, 2]), window: new(2), extraH: 2),
            "is no output size", "less than the stride");
        Says(() => Tensor.Full(0, [2, 3]).Conv1d(Tensor.Full(0, [3, 3, 3])), "conv1d", "three axes", "N, C, L");
        Says(() => Tensor.Full(0, [1, 2, 1, 4, 4]).Conv3d(Tensor.Full(0, [3, 2, 3, 3, 3])), "kernel of 3 slices",
            "N, C, D, H, W");
    }

    [Fact]
    public void Pooling_says_what_is_too_large_or_missing()
    {
        Says(() => s_images.AdaptiveMaxPool2d(0, 2).Y, "no 0 x 2 windows", "at least one window");
        Says(() => s_images.MaxUnpool2d(Tensor.Full(0, [2, 6, 5, 3], DType.I32), 9, 9), "every number needs a place",
            "MaxPool2dWithPlaces");
        Says(() => s_images.Unfold(6, 1, new()), "a 6 x 1 window is larger than the padded image");
        Says(() => Tensor.Full(0, [1, 8, 5]).Fold(4, 4, 2, 2, new()), "made of columns [1, 8, 9]");
        Says(() => Tensor.Full(0, [1, 7, 9]).Fold(4, 4, 2, 2, new()), "no columns of 2 x 2 windows");
        Says(() => Tensor.Full(0, [1, 7]).AveragePool1d(2, 2), "avg_pool1d: sequences have three axes");
        var places = Tensor.From([0, 99], [1, 1, 1, 2]);
        var wrong = Assert.Throws<BadDataException>(
            () => Tensor.Full(1, [1, 1, 1, 2]).MaxUnpool2d(places, 3, 3).ToDoubles());
        Assert.Contains("index 99", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Norms_say_what_their_vectors_must_be()
    {
        Says(() => s_images.LayerNorm(Tensor.Full(1, [6])), "layer_norm", "gamma and beta need F32[4]",
            "LayerNormOverChannels");
        Says(() => s_images.LayerNormOverChannels(Tensor.Full(1, [4])), "gamma and beta need F32[6]");
        Says(() => s_images.LayerNorm(axes: 5), "there are no 5 last axes", "from 1 to 4");
        Says(() => s_images.RmsNorm(Tensor.Full(1, [3])), "rms_norm: the operands do not fit");
        Says(() => s_images.GroupNorm(4), "6 channels cannot be cut into 4 groups", "divisor");
        Says(() => s_images.GroupNorm(2, Tensor.Full(1, [5])), "group_norm", "one number per channel");
        Says(() => Tensor.Full(0, [3]).LocalResponseNorm(5), "local_response_norm", "N, C, …");
    }
}
