namespace Vireo.Kernels.Managed;

/// <summary>The windows of a pooling along both axes.</summary>
/// <param name="Rows">Windows over rows.</param>
/// <param name="Columns">Windows over columns.</param>
internal readonly record struct PoolGrid(PoolWindows Rows, PoolWindows Columns)
{
    /// <summary>Windows of one size. The divisor is the number of pixels under the window: with padding those of the
    /// padded image, without only real ones.</summary>
    public static PoolGrid Sliding(Pool2dGeometry g, bool countPadding) => new(
        PoolWindows.Sliding(g.H, g.OH, g.KH, g.StrideH, g.PadTop, g.PadBottom, countPadding),
        PoolWindows.Sliding(g.W, g.OW, g.KW, g.StrideW, g.PadLeft, g.PadRight, countPadding));

    /// <summary>As many windows as outputs, spread evenly; one output is the whole image.</summary>
    public static PoolGrid Adaptive(Pool2dGeometry g) =>
        new(PoolWindows.Adaptive(g.H, g.OH), PoolWindows.Adaptive(g.W, g.OW));
}
