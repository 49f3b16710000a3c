using System.Numerics;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Mean of every window.</summary>
/// <remarks>Input and output: channels last. A window over one row of 64 channels at a time reads whole cache lines
/// even where it is the whole image.</remarks>
public sealed class AveragePoolForward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Pool2dGeometry _g;
    private readonly PoolWindows _rows;
    private readonly PoolWindows _columns;
    private readonly Action<int> _row;
    private MemorySlice _x;
    private MemorySlice _y;

    /// <summary>Windows of one size. The divisor is the number of pixels under the window: with padding those of the
    /// padded image, without only real ones.</summary>
    public AveragePoolForward(Pool2dGeometry geometry, bool countIncludesPadding)
        : this(geometry, geometry.WindowRows(countIncludesPadding), geometry.WindowColumns(countIncludesPadding))
    {
    }

    private AveragePoolForward(Pool2dGeometry geometry, PoolWindows rows, PoolWindows columns) =>
        (_g, _rows, _columns, _row) = (geometry, rows, columns, Row);

    /// <summary>As many windows as outputs, spread evenly; one output is the global average.</summary>
    /// <param name="geometry">N, C, H, W, OH and OW are used.</param>
    public static AveragePoolForward<T> Adaptive(Pool2dGeometry geometry) => new(
        geometry, PoolWindows.Adaptive(geometry.H, geometry.OH), PoolWindows.Adaptive(geometry.W, geometry.OW));

    /// <inheritdoc/>
    public override string Name => "managed average pooling";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _y) = (inputs[0], outputs[0]);
        Workers.For(_g.N * _g.OH, _row);
        (_x, _y) = (default, default);
    }

    private void Row(int row)
    {
        var (n, oh) = Math.DivRem(row, _g.OH);
        for (var ow = 0; ow < _g.OW; ow++)
        {
            var y = _y.Span<T>((long)(row * _g.OW + ow) * _g.C, _g.C);
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
        if (c > _g.C - TLanes.Count) return c;
        var (top, bottom) = _rows.Inputs(oh);
        var (left, right) = _columns.Inputs(ow);
        var divisor = TLanes.All(T.CreateTruncating(_rows.Divisor(oh) * _columns.Divisor(ow)));
        ref var x = ref MemoryMarshal.GetReference(_x.Span<T>((long)n * _g.H * _g.W * _g.C, _g.H * _g.W * _g.C));
        for (; c <= _g.C - TLanes.Count; c += TLanes.Count)
        {
            var sum = TLanes.Zero;
            for (var h = top; h < bottom; h++)
            {
                nint at = (h * _g.W + left) * _g.C + c;
                for (var w = left; w < right; w++, at += _g.C) sum += TLanes.Load(ref x, at);
            }

            (sum / divisor).Store(ref y[0], c);
        }

        return c;
    }
}
