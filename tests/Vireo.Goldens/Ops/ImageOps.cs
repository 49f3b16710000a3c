using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Convolution, pooling and batch norm.</summary>
internal static class ImageOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("conv2d", Conv2d), ("conv1d", Conv1d), ("conv_transpose2d", ConvTranspose2d),
        ("max_pool2d", MaxPool2d), ("avg_pool2d", AveragePool2d),
        ("max_pool1d", c => OneDimensional(c, new MaxPool2d { KH = 1, KW = c.Int("kernel_size", 1) })),
        ("avg_pool1d", c => OneDimensional(
            c,
            new AveragePool2d
            {
                KH = 1, KW = c.Int("kernel_size", 1), CountPadding = c.Flag("count_include_pad", true),
            })),
        ("adaptive_avg_pool2d", AdaptiveAveragePool2d), ("batch_norm", BatchNorm), ("gem", GeneralisedMean),
    ];

    private static Window2d Window(OpCall call, (int H, int W) otherwise)
    {
        var stride = call.Ints("stride") is { Length: > 0 } ? call.Pair("stride", 1) : otherwise;
        var padding = Padding(call);
        var dilation = call.Pair("dilation", 1);
        return new()
        {
            StrideH = stride.H, StrideW = stride.W, DilationH = dilation.H, DilationW = dilation.W,
            PadTop = padding.H, PadBottom = padding.H, PadLeft = padding.W, PadRight = padding.W,
        };
    }

    private static (int H, int W) Padding(OpCall call) => call.Text("padding", "") is { Length: > 0 } word
        ? throw new MissingException($"{call.Op} with padding={word}")
        : call.Pair("padding", 0);

    private static Tensor? Bias(OpCall call) => call.Count > 2 ? call[2] : null;

    private static Outputs Conv2d(OpCall call)
    {
        var window = Window(call, (1, 1));
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
        var (stride, padding, dilation) = (call.Int("stride", 1), Padding(call).W, call.Int("dilation", 1));
        var window = new Window2d { StrideW = stride, PadLeft = padding, PadRight = padding, DilationW = dilation };
        return Flat(Raised(call[0]).Conv2d(Raised(call[1]), Bias(call), window, call.Int("groups", 1)));
    }

    private static Outputs ConvTranspose2d(OpCall call)
    {
        var (x, weight, window, extra) = (call[0], call[1], Window(call, (1, 1)), call.Pair("output_padding", 0));
        var forward = new Conv2d { Window = window, Groups = call.Int("groups", 1) };
        int Extent(int size, int kernel, int stride, int padding, int dilation, int more) =>
            (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + more + 1;
        var height = Extent(x.Shape[2], weight.Shape[2], window.StrideH, window.PadTop, window.DilationH, extra.H);
        var width = Extent(x.Shape[3], weight.Shape[3], window.StrideW, window.PadLeft, window.DilationW, extra.W);
        Shape shape = [x.Shape[0], weight.Shape[1] * forward.Groups, height, width];
        var y = Tensor.Of(new Conv2dBackwardData { Forward = forward, Shape = shape }, x, weight);
        return Bias(call) is { } bias ? y + bias.Reshape([1, shape[1], 1, 1]) : y;
    }

    private static Outputs MaxPool2d(OpCall call)
    {
        var kernel = call.Pair("kernel_size", 1);
        return Tensor.Of(
            new MaxPool2d
            {
                KH = kernel.H, KW = kernel.W, Window = Window(call, kernel), CeilMode = call.Flag("ceil_mode", false),
            },
            call[0]);
    }

    private static Outputs AveragePool2d(OpCall call)
    {
        var kernel = call.Pair("kernel_size", 1);
        return Tensor.Of(
            new AveragePool2d
            {
                KH = kernel.H, KW = kernel.W, Window = Window(call, kernel), CeilMode = call.Flag("ceil_mode", false),
                CountPadding = call.Flag("count_include_pad", true),
            },
            call[0]);
    }

    private static Outputs OneDimensional(OpCall call, Pool2dOp op)
    {
        var (stride, padding) = (call.Int("stride", op.KW), call.Int("padding", 0));
        var window = new Window2d
        {
            StrideW = stride, PadLeft = padding, PadRight = padding, DilationW = call.Int("dilation", 1),
        };
        return Flat(Tensor.Of(op with { Window = window, CeilMode = call.Flag("ceil_mode", false) }, Raised(call[0])));
    }

    private static Outputs AdaptiveAveragePool2d(OpCall call)
    {
        var (height, width) = call.Pair("output_size", 1);
        return call[0].AdaptiveAveragePool2d(height, width);
    }

    private static Outputs BatchNorm(OpCall call)
    {
        var x = call.Input("x") ?? call[0];
        var (mean, variance) = (call.Input("rm"), call.Input("rv"));
        Shape channels = [x.Shape[1]];
        var weight = call.Input("w") ?? Tensor.Full(1, channels, x.DType);
        var bias = call.Input("b") ?? Tensor.Full(0, channels, x.DType);
        var (epsilon, momentum) = (call.Number("eps", 1e-5), call.Number("momentum", 0.1));
        if (!call.Flag("training", false))
        {
            return mean is null || variance is null
                ? throw new MissingException("batch_norm for inference without running statistics")
                : x.BatchNormInference(weight, bias, mean, variance, epsilon);
        }

        var (y, batchMean, batchVariance) = x.BatchNorm(weight, bias, epsilon);
        var outputs = new List<(string, Tensor)> { ("y", y) };
        var count = (double)x.Shape.Count / x.Shape[1];
        if (mean is not null) outputs.Add(("running_mean_after", mean * (1 - momentum) + batchMean * momentum));
        if (variance is not null)
        {
            var unbiased = batchVariance * (count / (count - 1));
            outputs.Add(("running_var_after", variance * (1 - momentum) + unbiased * momentum));
        }

        return new([.. outputs]);
    }

    private static Outputs GeneralisedMean(OpCall call)
    {
        var power = call.Number("p", 3);
        var x = call[0].Clamp(call.Number("eps", 1e-6), double.PositiveInfinity);
        return x.Power(power).Mean([2, 3]).Power(1 / power);
    }

    private static Tensor Raised(Tensor x) => x.Reshape([x.Shape[0], x.Shape[1], 1, x.Shape[2]]);

    private static Tensor Flat(Tensor x) => x.Reshape([x.Shape[0], x.Shape[1], x.Shape[3]]);
}
