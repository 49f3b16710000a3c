using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>Normalisation.</summary>
internal static class NormOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("batch_norm", BatchNorm), ("normalize", Normalize), ("layer_norm", LayerNorm),
        ("group_norm", c => c[0].GroupNorm(c.Int("num_groups", 1), Vector(c, 1), Vector(c, 2), c.Number("eps", 1e-5))),
        ("instance_norm", c => c[0].InstanceNorm(Vector(c, 1), Vector(c, 2), c.Number("eps", 1e-5))),
        ("rms_norm", c => c[0].RmsNorm(Vector(c, 1), c.Ints("normalized_shape")?.Length ?? 1, c.Number("eps", 1e-6))),
        ("local_response_norm", c => c[0].LocalResponseNorm(
            c.Int("size", 1), c.Number("alpha", 1e-4), c.Number("beta", 0.75), c.Number("k", 1))),
    ];

    private static Tensor? Vector(OpCall call, int place) => call.Count > place ? call[place] : null;

    private static Outputs LayerNorm(OpCall call)
    {
        var axes = call.Ints("normalized_shape")?.Length ?? 1;
        return call[0].LayerNorm(Vector(call, 1), Vector(call, 2), axes, call.Number("eps", 1e-5));
    }

    private static Outputs Normalize(OpCall call)
    {
        int[] axes = call.Ints("dim") ?? [1];
        return call[0].Normalised(call.Number("p", 2), axes, call.Number("eps", 1e-12));
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
}
