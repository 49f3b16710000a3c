using Vireo.Native;

namespace Vireo.Kernels.OneDnn;

/// <summary>Descriptions of our operands in oneDNN's terms.</summary>
internal static class DnnDescs
{
    /// <summary>The most axes the library takes.</summary>
    public const int MaxRank = 12;

    /// <summary>A value as it lies, with axes of extent one in front up to the rank, at least one.</summary>
    public static DnnMemoryDesc Of(Operand operand, int rank = 1)
    {
        rank = Math.Max(rank, Math.Max(1, operand.Shape.Rank));
        int[] dims = [.. Enumerable.Repeat(1, rank - operand.Shape.Rank), .. operand.Shape.Extents];
        return operand.Layout == Layout.ChannelsLast
            ? DnnMemoryDesc.ChannelsLast(DnnType.F32, dims)
            : DnnMemoryDesc.Plain(DnnType.F32, dims);
    }

    /// <summary>Images as they lie; values of two axes are images of one pixel, others of one row.</summary>
    public static DnnMemoryDesc Images(Operand operand)
    {
        var shape = operand.Shape;
        if (shape.Rank == 2) return ChannelsLast(shape[0], shape[1], 1, 1);
        if (operand.Layout == Layout.ChannelsLast) return ChannelsLast(shape[0], shape[1], shape[2], shape[3]);
        return shape.Rank == 4
            ? DnnMemoryDesc.Plain(DnnType.F32, shape.Extents)
            : DnnMemoryDesc.Plain(DnnType.F32, shape[0], shape[1], 1, (int)(shape.Count / shape[0] / shape[1]));
    }

    /// <summary>Images <c>[N, C, H, W]</c> with contiguous channels.</summary>
    public static DnnMemoryDesc ChannelsLast(int n, int c, int h, int w) =>
        DnnMemoryDesc.ChannelsLast(DnnType.F32, n, c, h, w);

    /// <summary>A number per channel.</summary>
    public static DnnMemoryDesc Vector(int count) => DnnMemoryDesc.Plain(DnnType.F32, count);
}
