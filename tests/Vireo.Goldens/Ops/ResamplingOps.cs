using Vireo.Ops;

namespace Vireo.Goldens.Ops;

/// <summary>What moves, mixes or repeats pixels.</summary>
internal static class ResamplingOps
{
    /// <summary>The ops by name.</summary>
    public static IEnumerable<(string Name, Func<OpCall, Outputs> Build)> Table =>
    [
        ("interpolate", Interpolate), ("pad", Pad), ("grid_sample", GridSample),
        ("affine_grid", c => c[0].AffineGrid((c.Ints("size") ?? []).AsSpan(2), c.Flag("align_corners", false))),
        ("pixel_shuffle", c => c[0].PixelShuffle(c.Int("upscale_factor", 1))),
        ("pixel_unshuffle", c => c[0].PixelUnshuffle(c.Int("downscale_factor", 1))),
        ("channel_shuffle", c => c[0].ChannelShuffle(c.Int("groups", 1))),
        ("unfold", Unfold), ("fold", Fold),
    ];

    private static Outputs Interpolate(OpCall call)
    {
        var kind = call.Text("mode", "nearest") switch
        {
            "nearest" => Interpolation.Nearest,
            "nearest-exact" => Interpolation.NearestExact,
            "linear" or "bilinear" or "trilinear" => Interpolation.Linear,
            "bicubic" => Interpolation.Cubic,
            "area" => Interpolation.Area,
            var mode => throw new MissingException($"interpolate with mode={mode}"),
        };
        var (x, corners, smooth) = (call[0], call.Flag("align_corners", false), call.Flag("antialias", false));
        var recompute = call.Flag("recompute_scale_factor", false);
        if (call.Numbers("scale_factor") is { } scales) return x.ResizeBy(scales, kind, corners, recompute, smooth);
        var size = call.Ints("size") ?? [];
        if (size.Length == 1) size = [.. Enumerable.Repeat(size[0], x.Shape.Rank - 2)];
        return x.Resize(size, kind, corners, smooth);
    }

    private static Outputs GridSample(OpCall call)
    {
        var mode = call.Text("mode", "bilinear") switch
        {
            "nearest" => ResizeMode.Nearest,
            "bilinear" => ResizeMode.Linear,
            "bicubic" => ResizeMode.Cubic,
            var word => throw new MissingException($"grid_sample with mode={word}"),
        };
        var padding = call.Text("padding_mode", "zeros") switch
        {
            "zeros" => GridPadding.Zeros,
            "border" => GridPadding.Border,
            "reflection" => GridPadding.Reflection,
            var word => throw new MissingException($"grid_sample with padding_mode={word}"),
        };
        return call[0].GridSample(call[1], mode, padding, call.Flag("align_corners", false));
    }

    private static Outputs Pad(OpCall call)
    {
        var mode = call.Text("mode", "constant") switch
        {
            "constant" => PadMode.Constant,
            "reflect" => PadMode.Reflect,
            "replicate" => PadMode.Replicate,
            "circular" => PadMode.Circular,
            var word => throw new MissingException($"pad with mode={word}"),
        };
        // Torch names the last axis first.
        var pairs = (call.Ints("pad") ?? []).Chunk(2).Select(p => (p[0], p[1])).Reverse().ToArray();
        return call[0].Pad(pairs, mode, call.Number("value", 0));
    }

    private static Outputs Unfold(OpCall call)
    {
        var kernel = call.Pair("kernel_size", 1);
        return call[0].Unfold(kernel.H, kernel.W, ImageOps.Window(call, (1, 1)));
    }

    private static Outputs Fold(OpCall call)
    {
        var (size, kernel) = (call.Pair("output_size", 1), call.Pair("kernel_size", 1));
        return call[0].Fold(size.H, size.W, kernel.H, kernel.W, ImageOps.Window(call, (1, 1)));
    }
}
