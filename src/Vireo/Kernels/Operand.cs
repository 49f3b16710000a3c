namespace Vireo.Kernels;

/// <summary>What a kernel knows of an input or output before it sees any memory.</summary>
/// <param name="Shape">Logical extents.</param>
/// <param name="DType">Element type.</param>
/// <param name="Layout">Physical order.</param>
public readonly record struct Operand(Shape Shape, DType DType, Layout Layout = Layout.RowMajor)
{
    /// <summary>Bytes of the value; values are always dense.</summary>
    public long Bytes => Shape.Count * DType.Size;

    /// <summary>Physical steps, in elements, between neighbours along each logical axis.</summary>
    public long[] Strides()
    {
        if (Layout == Layout.RowMajor) return Shape.RowMajorStrides();
        long c = Shape[1], w = Shape[3], h = Shape[2];
        return [h * w * c, 1, w * c, c];
    }

    /// <summary>Written as <c>F32[8, 64, 56, 56] channels-last</c>.</summary>
    public override string ToString() =>
        $"{DType}{Shape}{(Layout == Layout.ChannelsLast ? " channels-last" : "")}";
}
