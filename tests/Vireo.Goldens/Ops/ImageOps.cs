using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Convolution and pooling.</summary>
internal static class ImageOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("conv2d", Conv2d), ("conv1d", Conv1d), ("conv3d", Conv3d), ("conv_transpose1d", ConvTranspose1d),
        ("conv_transpose2d", ConvTranspose2d), ("conv_transpose3d", ConvTranspose3d),
        ("max_pool2d", MaxPool2d), ("max_pool1d", MaxPool1d), ("max_unpool2d", MaxUnpool2d),
        ("avg_pool2d", AveragePool2d), ("avg_pool1d", AveragePool1d),
        ("adaptive_avg_pool2d", c => c[0].AdaptiveAveragePool2d(Size(c).H, Size(c).W)),
        ("adaptive_avg_pool1d", c => c[0].AdaptiveAveragePool1d(c.Int("output_size", 1))),
        ("adaptive_max_pool2d", c => WithPlaces(c, c[0].AdaptiveMaxPool2d(Size(c).H, Size(c).W))),
        ("adaptive_max_pool1d", c => WithPlaces(c, c[0].AdaptiveMaxPool1d(c.Int("output_size", 1)))),
        ("lp_pool2d", LpPool2d),
        ("lp_pool1d", c => c[0].LpPool1d(
            c.Number("norm_type", 2), c.Int("kernel_size", 1), c.Int("stride", c.Int("kernel_size", 1)),
            c.Flag("ceil_mode", false))),
        ("gem", c => c[0].GeneralisedMean(c.Number("p", 3), c.Number("eps", 1e-6))),
        .. ResamplingOps.Table, .. NormOps.Table,
    ];

    /// <summary>A window from torch's arguments.</summary>
    internal static Window2d Window(OpCall call, (int H, int W) otherwise, (int H, int W) kernel = default)
    {
        var stride = call.Ints("stride") is { Length: > 0 } ? call.Pair("stride", 1) : otherwise;
        var dilation = call.Pair("dilation", 1);
        var (top, bottom) = Padding(call, 0, kernel.H, dilation.H);
        var (left, right) = Padding(call, ^1, kernel.W, dilation.W);
        return new()
        {
            StrideH = stride.H, StrideW = stride.W, DilationH = dilation.H, DilationW = dilation.W,
            PadTop = top, PadBottom = bottom, PadLeft = left, PadRight = right,
        };
    }

    /// <summary>Padding of an axis: a number, or a word; what is odd goes to the far side.</summary>
    private static (int Before, int After) Padding(OpCall call, Index axis, int kernel, int dilation)
    {
        switch (call.Text("padding", ""))
        {
            case "":
                var padding = call.Ints("padding")?[axis] ?? 0;
                return (padding, padding);
            case "valid":
                return (0, 0);
            case "same":
                var whole = dilation * (kernel - 1);
                return (whole / 2, whole - whole / 2);
            case var word:
                throw new MissingException($"{call.Op} with padding={word}");
        }
    }

    private static Tensor? Bias(OpCall call) => call.Count > 2 ? call[2] : null;

    private static (int H, int W) Size(OpCall call) => call.Pair("output_size", 1);

    private static Outputs Conv2d(OpCall call)
    {
        var window = Window(call, (1, 1), (call[1].Shape[2], call[1].Shape[3]));
        if (call.Ints("pad_left_right_top_bottom") is { } extra)
        {
            window = window with
            {
                PadLeft = window.PadLeft + extra[0], PadRight = window.PadRight + extra[1],
                PadTop = window.PadTop + extra[2], PadBottom = window.PadBottom + extra[3],
            };
        }

        return call[0].Conv2d(call[1], Bias(call), window, call.Int("groups", 1));
    }

    private static Outputs Conv1d(OpCall call)
    {
        var (stride, dilation, groups) = (call.Int("stride", 1), call.Int("dilation", 1), call.Int("groups", 1));
        var (before, after) = Padding(call, 0, call[1].Shape[2], dilation);
        var x = before == after ? call[0] : call[0].Pad(2, before, after);
        return x.Conv1d(call[1], Bias(call), stride, before == after ? before : 0, dilation, groups);
    }

    private static Window3d Window3d(OpCall call)
    {
        int[] Three(string name) => call.Ints(name) switch
        {
            null => [1, 1, 1],
            [var all] => [all, all, all],
            var each => each,
        };
        var (stride, dilation, w) = (Three("stride"), Three("dilation"), call[1].Shape);
        var pads = new (int Before, int After)[3];
        for (var i = 0; i < 3; i++)
        {
            var axis = call.Ints("padding") is { Length: 3 } ? i : 0;
            pads[i] = Padding(call, axis, w[i + 2], dilation[i]);
        }

        return new()
        {
            StrideD = stride[0], DilationD = dilation[0], PadFront = pads[0].Before, PadBack = pads[0].After,
            Plane = new()
            {
                StrideH = stride[1], StrideW = stride[2], DilationH = dilation[1], DilationW = dilation[2],
                PadTop = pads[1].Before, PadBottom = pads[1].After, PadLeft = pads[2].Before, PadRight = pads[2].After,
            },
        };
    }

    private static Outputs Conv3d(OpCall call) =>
        call[0].Conv3d(call[1], Bias(call), Window3d(call), call.Int("groups", 1));

    private static Outputs ConvTranspose1d(OpCall call) => call[0].ConvTranspose1d(
        call[1], Bias(call), call.Int("stride", 1), call.Int("padding", 0), call.Int("dilation", 1),
        call.Int("groups", 1), call.Int("output_padding", 0));

    private static Outputs ConvTranspose2d(OpCall call)
    {
        var extra = call.Pair("output_padding", 0);
        return call[0].ConvTranspose2d(
            call[1], Bias(call), Window(call, (1, 1)), call.Int("groups", 1), extra.H, extra.W);
    }

    private static Outputs ConvTranspose3d(OpCall call)
    {
        var extra = call.Ints("output_padding") ?? [0];
        return call[0].ConvTranspose3d(
            call[1], Bias(call), Window3d(call), call.Int("groups", 1), (extra[0], extra[extra.Length / 2], extra[^1]));
    }

    /// <summary>The result alone unless torch was asked for the places, too.</summary>
    private static Outputs WithPlaces(OpCall call, (Tensor Y, Tensor Places) result)
    {
        call.Flag("return_indices", false);
        return new Tensor[] { result.Y, result.Places };
    }

    private static Outputs MaxPool2d(OpCall call)
    {
        var kernel = call.Pair("kernel_size", 1);
        return WithPlaces(call, call[0].MaxPool2dWithPlaces(
            kernel.H, kernel.W, Window(call, kernel), call.Flag("ceil_mode", false)));
    }

    private static Outputs MaxPool1d(OpCall call)
    {
        var kernel = call.Int("kernel_size", 1);
        return WithPlaces(call, call[0].MaxPool1d(
            kernel, call.Int("stride", kernel), call.Int("padding", 0), call.Int("dilation", 1),
            call.Flag("ceil_mode", false)));
    }

    private static Outputs MaxUnpool2d(OpCall call)
    {
        var (kernel, padding) = (call.Pair("kernel_size", 1), call.Pair("padding", 0));
        var stride = call.Ints("stride") is { Length: > 0 } ? call.Pair("stride", 1) : kernel;
        var s = call[0].Shape;
        var size = call.Ints("output_size") ??
            [(s[2] - 1) * stride.H - 2 * padding.H + kernel.H, (s[3] - 1) * stride.W - 2 * padding.W + kernel.W];
        return call[0].MaxUnpool2d(call[1], size[^2], size[^1]);
    }

    private static Outputs AveragePool2d(OpCall call)
    {
        var kernel = call.Pair("kernel_size", 1);
        var (window, ceil) = (Window(call, kernel), call.Flag("ceil_mode", false));
        var countsPadding = call.Flag("count_include_pad", true);
        var divisor = call.Int("divisor_override", 0);
        return divisor > 0
            ? call[0].AveragePool2d(kernel.H, kernel.W, window, divisor, ceil)
            : call[0].AveragePool2d(kernel.H, kernel.W, window, ceil, countsPadding);
    }

    private static Outputs AveragePool1d(OpCall call)
    {
        var kernel = call.Int("kernel_size", 1);
        return call[0].AveragePool1d(
            kernel, call.Int("stride", kernel), call.Int("padding", 0), call.Flag("ceil_mode", false),
            call.Flag("count_include_pad", true));
    }

    private static Outputs LpPool2d(OpCall call)
    {
        var kernel = call.Pair("kernel_size", 1);
        return call[0].LpPool2d(
            call.Number("norm_type", 2), kernel.H, kernel.W, Window(call, kernel), call.Flag("ceil_mode", false));
    }
}
