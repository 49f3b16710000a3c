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
            ? DnnMemoryDesc.ChannelsLast(Type(operand), dims)
            : DnnMemoryDesc.Plain(Type(operand), dims);
    }

    /// <summary>Images as they lie; values of two axes are images of one pixel, others of one row.</summary>
    public static DnnMemoryDesc Images(Operand operand)
    {
        var (shape, type) = (operand.Shape, Type(operand));
        if (shape.Rank == 2) return DnnMemoryDesc.ChannelsLast(type, shape[0], shape[1], 1, 1);
        if (operand.Layout == Layout.ChannelsLast) return DnnMemoryDesc.ChannelsLast(type, shape.Extents);
        return shape.Rank == 4
            ? DnnMemoryDesc.Plain(type, shape.Extents)
            : DnnMemoryDesc.Plain(type, shape[0], shape[1], 1, (int)(shape.Count / shape[0] / shape[1]));
    }

    /// <summary>A number per channel, in single precision.</summary>
    public static DnnMemoryDesc Vector(int count) => DnnMemoryDesc.Plain(DnnType.F32, count);

    /// <summary>The library's name of an element type.</summary>
    public static DnnType Type(Operand operand) => operand.DType switch
    {
        DType.F32 => DnnType.F32,
        DType.BF16 => DnnType.BF16,
        DType.I32 => DnnType.S32,
        DType.I8 => DnnType.S8,
        DType.U8 => DnnType.U8,
        _ => throw new NotSupportedException($"oneDNN has no {operand.DType}"),
    };
}
