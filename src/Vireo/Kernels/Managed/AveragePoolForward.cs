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
    public AveragePoolForward(Pool2dGeometry geometry, bool countIncludesPadding)
        : this(geometry, PoolGrid.Sliding(geometry, countIncludesPadding))
    {
    }

    private AveragePoolForward(Pool2dGeometry geometry, PoolGrid grid)
        : base(geometry, grid, geometry.OH)
    {
    }

    /// <summary>As many windows as outputs, spread evenly; one output is the global average.</summary>
    /// <param name="geometry">N, C, H, W, OH and OW are used.</param>
    public static AveragePoolForward<T> Adaptive(Pool2dGeometry geometry) => new(geometry, PoolGrid.Adaptive(geometry));

    /// <inheritdoc/>
    public override string Name => "managed average pooling";

    private protected override void Row(int row)
    {
        var g = Extents;
        var (n, oh) = Math.DivRem(row, g.OH);
        for (var ow = 0; ow < g.OW; ow++)
        {
            var y = Output.Span<T>((long)(row * g.OW + ow) * g.C, g.C);
            var c = 0;
            if (Lanes512<T>.IsSupported)
            {
                c = Mean<LanePair<LanePair<Lanes512<T>, T>, T>>(n, oh, ow, y, c);
                c = Mean<Lanes512<T>>(n, oh, ow, y, c);
            }

            if (Lanes256<T>.IsSupported) c = Mean<Lanes256<T>>(n, oh, ow, y, c);
            if (Lanes128<T>.IsSupported) c = Mean<Lanes128<T>>(n, oh, ow, y, c);
            Mean<Lanes1<T>>(n, oh, ow, y, c);
        }
    }

    private int Mean<TLanes>(int n, int oh, int ow, Span<T> y, int c)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var g = Extents;
        if (c > g.C - TLanes.Count) return c;
        var (top, bottom) = Grid.Rows.Inputs(oh);
        var (left, right) = Grid.Columns.Inputs(ow);
        var divisor = TLanes.All(T.CreateTruncating(Grid.Rows.Divisor(oh) * Grid.Columns.Divisor(ow)));
        ref var x = ref MemoryMarshal.GetReference(Input.Span<T>((long)n * g.H * g.W * g.C, g.H * g.W * g.C));
        for (; c <= g.C - TLanes.Count; c += TLanes.Count)
        {
            var sum = TLanes.Zero;
            for (var h = top; h < bottom; h++)
            {
                nint at = (h * g.W + left) * g.C + c;
                for (var w = left; w < right; w++, at += g.C) sum += TLanes.Load(ref x, at);
            }

            (sum / divisor).Store(ref y[0], c);
        }

        return c;
    }
}
