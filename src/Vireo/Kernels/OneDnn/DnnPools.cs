using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.OneDnn;

/// <summary>Average poolings and their gradients.</summary>
/// <remarks>Maximum pooling is not offered: the library keeps its maxima in a workspace of its own, places counted
/// within the window, while ours are places in the plane, which other ops may read.</remarks>
internal static class DnnPools
{
    /// <summary>Input: x. Output: means.</summary>
    public static Kernel? Average(AveragePool2d op, Operand x, Operand y) => Forward(Describe(op, x, y));

    /// <summary>Input: dy. Output: dx.</summary>
    public static Kernel? AverageBackward(AveragePool2dBackward op, Operand dy, Operand dx) =>
        Backward(Describe(op.Forward, dx, dy));

    /// <summary>Input: x. Output: means.</summary>
    public static Kernel? Adaptive(AdaptiveAveragePool2d op, Operand x, Operand y) => Forward(Describe(op, x, y));

    /// <summary>Input: dy. Output: dx.</summary>
    public static Kernel? AdaptiveBackward(AdaptiveAveragePool2dBackward op, Operand dy, Operand dx) =>
        Backward(Describe(op.Forward, dx, dy));

    private static DnnKernel? Forward(DnnPooling? pool) => pool is null
        ? null
        : DnnKernel.TryCreate("average pool", pool.TryForward(), [(DnnArg.Src, pool.Src)], [(DnnArg.Dst, pool.Dst)]);

    private static DnnKernel? Backward(DnnPooling? pool) => pool is null
        ? null
        : DnnKernel.TryCreate(
            "average pool backward", pool.TryBackward(), [(DnnArg.DiffDst, pool.Dst)], [(DnnArg.DiffSrc, pool.Src)]);

    private static DnnPooling? Describe(AveragePool2d op, Operand x, Operand y)
    {
        var (g, window) = (op.Geometry(x.Shape), op.Window);
        if (g.DilationH != 1 || g.DilationW != 1) return null;
        // The library refuses windows that lie in the padding alone.
        if (g.PadTop < 0 || g.PadLeft < 0 || g.PadTop >= g.KH || g.PadLeft >= g.KW) return null;
        var below = Math.Max(0, (g.OH - 1) * g.StrideH + g.KH - g.H - g.PadTop);
        var right = Math.Max(0, (g.OW - 1) * g.StrideW + g.KW - g.W - g.PadLeft);
        if (below >= g.KH || right >= g.KW) return null;
        // It divides by the whole window when padding counts; what hangs over beyond the padding must not count.
        if (op.CountPadding && (below > window.PadBottom || right > window.PadRight)) return null;
        return new()
        {
            Kind = op.CountPadding ? DnnPoolingKind.AverageIncludePadding : DnnPoolingKind.AverageExcludePadding,
            Src = DnnDescs.Images(x),
            Dst = DnnDescs.Images(y),
            Kernel = [g.KH, g.KW],
            Strides = [g.StrideH, g.StrideW],
            PaddingBegin = [g.PadTop, g.PadLeft],
            PaddingEnd = [below, right],
        };
    }

    /// <summary>Windows of one size that do not overlap: the grid divides the image.</summary>
    private static DnnPooling? Describe(AdaptiveAveragePool2d op, Operand x, Operand y)
    {
        var (h, w) = (x.Shape[2], x.Shape[3]);
        if (h % op.OH != 0 || w % op.OW != 0) return null;
        int[] window = [h / op.OH, w / op.OW];
        return new()
        {
            Kind = DnnPoolingKind.AverageExcludePadding,
            Src = DnnDescs.Images(x),
            Dst = DnnDescs.Images(y),
            Kernel = window,
            Strides = window,
        };
    }
}
