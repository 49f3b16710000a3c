using System.Numerics;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>Mean of every window.</summary>
/// <remarks>A window over one row of 64 channels at a time reads whole cache lines
/// even where it is the whole image.</remarks>
public sealed class AveragePoolForward<T> : AveragePoolKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Windows of one size. The divisor is the number of pixels under the window: with padding those of the
    /// padded image, without only real ones.</summary>
    /// <param name="geometry">Extents.</param>
    /// <param name="countIncludesPadding">Whether padding counts.</param>
    /// <param name="isBrain">Whether images are brain floats.</param>
    public AveragePoolForward(Pool2dGeometry geometry, bool countIncludesPadding, bool isBrain = false)
        : this(geometry, PoolGrid.Sliding(geometry, countIncludesPadding), isBrain)
    {
    }

    private AveragePoolForward(Pool2dGeometry geometry, PoolGrid grid, bool isBrain)
        : base(geometry, grid, geometry.OH, isBrain)
    {
    }

    /// <summary>As many windows as outputs, spread evenly; one output is the global average.</summary>
    /// <param name="geometry">N, C, H, W, OH and OW are used.</param>
    /// <param name="isBrain">Whether images are brain floats.</param>
    public static AveragePoolForward<T> Adaptive(Pool2dGeometry geometry, bool isBrain = false) =>
        new(geometry, PoolGrid.Adaptive(geometry), isBrain);

    /// <inheritdoc/>
    public override string Name => "managed average pooling";

    private protected override void Row<TData>(int row)
    {
        var g = Extents;
        var (n, oh) = Math.DivRem(row, g.OH);
        for (var ow = 0; ow < g.OW; ow++)
        {
            var y = Output.Span<TData>((long)(row * g.OW + ow) * g.C, g.C);
            var c = 0;
            if (Lanes512<T>.IsSupported)
            {
                c = Mean<LanePair<LanePair<Lanes512<T>, T>, T>, TData>(n, oh, ow, y, c);
                c = Mean<Lanes512<T>, TData>(n, oh, ow, y, c);
            }

            if (Lanes256<T>.IsSupported) c = Mean<Lanes256<T>, TData>(n, oh, ow, y, c);
            if (Lanes128<T>.IsSupported) c = Mean<Lanes128<T>, TData>(n, oh, ow, y, c);
            Mean<Lanes1<T>, TData>(n, oh, ow, y, c);
        }
    }

    private int Mean<TLanes, TData>(int n, int oh, int ow, Span<TData> y, int c)
        where TLanes : struct, ILanes<TLanes, T>
        where TData : unmanaged
    {
        var g = Extents;
        if (c > g.C - TLanes.Count) return c;
        var (top, bottom) = Grid.Rows.Inputs(oh);
        var (left, right) = Grid.Columns.Inputs(ow);
        var divisor = TLanes.All(T.CreateTruncating(Grid.Rows.Divisor(oh) * Grid.Columns.Divisor(ow)));
        ref var x = ref MemoryMarshal.GetReference(Input.Span<TData>((long)n * g.H * g.W * g.C, g.H * g.W * g.C));
        for (; c <= g.C - TLanes.Count; c += TLanes.Count)
        {
            var sum = TLanes.Zero;
            for (var h = top; h < bottom; h++)
            {
                nint at = (h * g.W + left) * g.C + c;
                for (var w = left; w < right; w++, at += g.C) sum += TLanes.Read(ref x, at);
            }

            (sum / divisor).Write(ref y[0], c);
        }

        return c;
    }
}
