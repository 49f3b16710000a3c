using System.Numerics;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of average pooling: every pixel gathers its share of the outputs it took part in.</summary>
/// <remarks>Input: dy, channels last. Output: dx, channels last.</remarks>
public sealed class AveragePoolBackward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Pool2dGeometry _g;
    private readonly PoolWindows _rows;
    private readonly PoolWindows _columns;
    private readonly Action<int> _row;
    private MemorySlice _dy;
    private MemorySlice _dx;

    /// <summary>Windows of one size, as in <see cref="AveragePoolForward{T}"/>.</summary>
    public AveragePoolBackward(Pool2dGeometry geometry, bool countIncludesPadding)
        : this(geometry, geometry.WindowRows(countIncludesPadding), geometry.WindowColumns(countIncludesPadding))
    {
    }

    private AveragePoolBackward(Pool2dGeometry geometry, PoolWindows rows, PoolWindows columns) =>
        (_g, _rows, _columns, _row) = (geometry, rows, columns, Row);

    /// <summary>As many windows as outputs, spread evenly.</summary>
    /// <param name="geometry">N, C, H, W, OH and OW are used.</param>
    public static AveragePoolBackward<T> Adaptive(Pool2dGeometry geometry) => new(
        geometry, PoolWindows.Adaptive(geometry.H, geometry.OH), PoolWindows.Adaptive(geometry.W, geometry.OW));

    /// <inheritdoc/>
    public override string Name => "managed average pooling backward";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_dy, _dx) = (inputs[0], outputs[0]);
        Workers.For(_g.N * _g.H, _row);
        (_dy, _dx) = (default, default);
    }

    private void Row(int row)
    {
        var (n, h) = Math.DivRem(row, _g.H);
        for (var w = 0; w < _g.W; w++)
        {
            var dx = _dx.Span<T>((long)(row * _g.W + w) * _g.C, _g.C);
            var c = 0;
            if (Lanes512<T>.IsSupported) c = Gather<Lanes512<T>>(n, h, w, dx, c);
            if (Lanes256<T>.IsSupported) c = Gather<Lanes256<T>>(n, h, w, dx, c);
            if (Lanes128<T>.IsSupported) c = Gather<Lanes128<T>>(n, h, w, dx, c);
            Gather<Lanes1<T>>(n, h, w, dx, c);
        }
    }

    private int Gather<TLanes>(int n, int h, int w, Span<T> dx, int c)
        where TLanes : struct, ILanes<TLanes, T>
    {
        if (c > _g.C - TLanes.Count) return c;
        var (top, bottom) = _rows.Outputs(h);
        var (left, right) = _columns.Outputs(w);
        var outputs = _g.OH * _g.OW * _g.C;
        ref var dy = ref MemoryMarshal.GetReference(_dy.Span<T>((long)n * outputs, outputs));
        for (; c <= _g.C - TLanes.Count; c += TLanes.Count)
        {
            var sum = TLanes.Zero;
            for (var oh = top; oh < bottom; oh++)
            {
                for (var ow = left; ow < right; ow++)
                {
                    var share = TLanes.All(T.One / T.CreateTruncating(_rows.Divisor(oh) * _columns.Divisor(ow)));
                    sum = TLanes.Fma(TLanes.Load(ref dy, (oh * _g.OW + ow) * _g.C + c), share, sum);
                }
            }

            sum.Store(ref dx[0], c);
        }

        return c;
    }
}
