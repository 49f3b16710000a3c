namespace Vireo.Native.Tests;

using static Numbers;

public class DnnPoolingTests
{
    private const int Batch = 2, Channels = 5, Height = 7, Width = 8, Kernel = 3, Stride = 2;
    private const int OutHeight = (Height + 2 - Kernel) / Stride + 1;
    private const int OutWidth = (Width + 1 - Kernel) / Stride + 1;
    private const int SrcCount = Batch * Channels * Height * Width;
    private const int DstCount = Batch * Channels * OutHeight * OutWidth;

    [SkippableTheory]
    [InlineData(DnnPoolingKind.Max)]
    [InlineData(DnnPoolingKind.AverageIncludePadding)]
    [InlineData(DnnPoolingKind.AverageExcludePadding)]
    public void Both_passes_agree_with_the_definition(DnnPoolingKind kind)
    {
        Need.OneDnnLibrary();
        var (src, diffDst) = (Some(SrcCount, 1), Some(DstCount, 2));
        var spec = Spec(kind);
        using var forward = spec.TryForward(training: true)!;
        using var backward = spec.TryBackward(forward)!;
        var (dst, diffSrc) = (Room(spec.Dst.Bytes), Room(spec.Src.Bytes));
        var workspace = forward.Desc(DnnArg.Workspace) is { } layout ? Room(layout.Bytes) : default;

        Run(forward, [(DnnArg.Src, Packed(spec.Src, src)), (DnnArg.Dst, dst)], workspace);
        Run(backward, [(DnnArg.DiffDst, Packed(spec.Dst, diffDst)), (DnnArg.DiffSrc, diffSrc)], workspace);

        var (expectedDst, expectedDiffSrc) = Naive(kind, src, diffDst);
        Close(expectedDst, Plain(spec.Dst, dst));
        Close(expectedDiffSrc, Plain(spec.Src, diffSrc));
        Assert.Equal(kind == DnnPoolingKind.Max, workspace.Memory is not null);
    }

    [SkippableFact]
    public void A_backward_primitive_made_without_the_forward_one_reads_the_same_workspace()
    {
        Need.OneDnnLibrary();
        var spec = Spec(DnnPoolingKind.Max);
        using var forward = spec.TryForward(training: true)!;
        using var backward = spec.TryBackward()!;

        Assert.Equal(forward.Desc(DnnArg.Workspace), backward.Desc(DnnArg.Workspace));
    }

    private static void Run(DnnPrimitive primitive, ReadOnlySpan<DnnOperand> operands, MemorySlice workspace)
    {
        if (workspace.Memory is null) primitive.Execute(operands);
        else primitive.Execute([.. operands, (DnnArg.Workspace, workspace)]);
    }

    private static DnnPooling Spec(DnnPoolingKind kind) => new()
    {
        Kind = kind,
        Src = DnnMemoryDesc.ChannelsLast(DnnType.F32, Batch, Channels, Height, Width),
        Dst = DnnMemoryDesc.ChannelsLast(DnnType.F32, Batch, Channels, OutHeight, OutWidth),
        Kernel = [Kernel, Kernel],
        Strides = [Stride, Stride],
        PaddingBegin = [1, 0],
        PaddingEnd = [1, 1],
    };

    private static (double[] Dst, double[] DiffSrc) Naive(DnnPoolingKind kind, float[] src, float[] diffDst)
    {
        var (dst, diffSrc) = (new double[DstCount], new double[SrcCount]);
        for (var d = 0; d < DstCount; d++)
        {
            var inside = Window(d);
            if (kind == DnnPoolingKind.Max)
            {
                var best = inside.MaxBy(s => src[s]);
                dst[d] = src[best];
                diffSrc[best] += diffDst[d];
                continue;
            }

            var divisor = kind == DnnPoolingKind.AverageIncludePadding ? Kernel * Kernel : inside.Count;
            dst[d] = inside.Sum(s => (double)src[s]) / divisor;
            foreach (var s in inside) diffSrc[s] += diffDst[d] / (double)divisor;
        }

        return (dst, diffSrc);
    }

    private static List<int> Window(int d)
    {
        var (x, y, plane) = (d % OutWidth, d / OutWidth % OutHeight, d / (OutWidth * OutHeight));
        List<int> inside = [];
        for (var tap = 0; tap < Kernel * Kernel; tap++)
        {
            var (sx, sy) = (x * Stride + tap % Kernel, y * Stride + tap / Kernel - 1);
            if (sx < Width && sy >= 0 && sy < Height) inside.Add((plane * Height + sy) * Width + sx);
        }

        return inside;
    }
}
