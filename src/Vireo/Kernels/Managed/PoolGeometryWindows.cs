namespace Vireo.Kernels.Managed;

/// <summary>The windows of a pooling along each axis.</summary>
internal static class PoolGeometryWindows
{
    /// <summary>Windows over rows; the padding below is as high as the one above.</summary>
    public static PoolWindows WindowRows(this Pool2dGeometry g, bool countPadding) =>
        PoolWindows.Sliding(g.H, g.OH, g.KH, g.StrideH, g.PadTop, g.PadTop, countPadding);

    /// <summary>Windows over columns; the padding to the right is as wide as the one to the left.</summary>
    public static PoolWindows WindowColumns(this Pool2dGeometry g, bool countPadding) =>
        PoolWindows.Sliding(g.W, g.OW, g.KW, g.StrideW, g.PadLeft, g.PadLeft, countPadding);
}
