using System.Numerics;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of average pooling: every pixel gathers its share of the outputs it took part in.</summary>
/// <remarks>Input: dy, channels last. Output: dx, channels last.</remarks>
public sealed class AveragePoolBackward<T> : AveragePoolKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Windows of one size, as in <see cref="AveragePoolForward{T}"/>.</summary>
    /// <param name="geometry">Extents.</param>
    /// <param name="countIncludesPadding">Whether padding counts.</param>
    /// <param name="isBrain">Whether images are brain floats.</param>
    public AveragePoolBackward(Pool2dGeometry geometry, bool countIncludesPadding, bool isBrain = false)
        : this(geometry, PoolGrid.Sliding(geometry, countIncludesPadding), isBrain)
    {
    }

    private AveragePoolBackward(Pool2dGeometry geometry, PoolGrid grid, bool isBrain)
        : base(geometry, grid, geometry.H, isBrain)
    {
    }

    /// <summary>As many windows as outputs, spread evenly.</summary>
    /// <param name="geometry">N, C, H, W, OH and OW are used.</param>
    /// <param name="isBrain">Whether images are brain floats.</param>
    public static AveragePoolBackward<T> Adaptive(Pool2dGeometry geometry, bool isBrain = false) =>
        new(geometry, PoolGrid.Adaptive(geometry), isBrain);

    /// <inheritdoc/>
    public override string Name => "managed average pooling backward";

    private protected override void Row<TData>(int row)
    {
        var g = Extents;
        var (n, h) = Math.DivRem(row, g.H);
        for (var w = 0; w < g.W; w++)
        {
            var dx = Output.Span<TData>((long)(row * g.W + w) * g.C, g.C);
            var c = 0;
            if (Lanes512<T>.IsSupported) c = Gather<Lanes512<T>, TData>(n, h, w, dx, c);
            if (Lanes256<T>.IsSupported) c = Gather<Lanes256<T>, TData>(n, h, w, dx, c);
            if (Lanes128<T>.IsSupported) c = Gather<Lanes128<T>, TData>(n, h, w, dx, c);
            Gather<Lanes1<T>, TData>(n, h, w, dx, c);
        }
    }

    private int Gather<TLanes, TData>(int n, int h, int w, Span<TData> dx, int c)
        where TLanes : struct, ILanes<TLanes, T>
        where TData : unmanaged
    {
        var g = Extents;
        if (c > g.C - TLanes.Count) return c;
        var (top, bottom) = Grid.Rows.Outputs(h);
        var (left, right) = Grid.Columns.Outputs(w);
        var outputs = g.OH * g.OW * g.C;
        ref var dy = ref MemoryMarshal.GetReference(Input.Span<TData>((long)n * outputs, outputs));
        for (; c <= g.C - TLanes.Count; c += TLanes.Count)
        {
            var sum = TLanes.Zero;
            for (var oh = top; oh < bottom; oh++)
            {
                for (var ow = left; ow < right; ow++)
                {
                    var divisor = Grid.Rows.Divisor(oh) * Grid.Columns.Divisor(ow);
                    var share = TLanes.All(T.One / T.CreateTruncating(divisor));
                    sum = TLanes.Fma(TLanes.Read(ref dy, (oh * g.OW + ow) * g.C + c), share, sum);
                }
            }

            sum.Write(ref dx[0], c);
        }

        return c;
    }
}
