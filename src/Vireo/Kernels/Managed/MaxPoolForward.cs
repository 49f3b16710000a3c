using System.Numerics;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Largest value of every window and where it lies.</summary>
/// <remarks>Input: channels last. Outputs: y, and 32-bit indices <c>h · W + w</c> in the input plane, both channels
/// last. The first of equal values wins, in the order of rows; NaN is larger than everything. A window without pixels
/// gives -∞ and index -1.</remarks>
public sealed class MaxPoolForward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const long ExactPlane = 1L << 24; // largest count that float holds

    private readonly Pool2dGeometry _g;
    private readonly PoolGrid? _grid;
    private readonly bool _isBrain;
    private readonly Action<int> _row;
    private MemorySlice _x;
    private MemorySlice _y;
    private MemorySlice _indices;

    /// <summary>Windows of one size.</summary>
    /// <param name="geometry">Extents.</param>
    /// <param name="isBrain">Whether x and y are brain floats.</param>
    /// <exception cref="ArgumentException">The input plane has more than 2^24 pixels.</exception>
    public MaxPoolForward(Pool2dGeometry geometry, bool isBrain = false)
        : this(geometry, null, isBrain)
    {
    }

    private MaxPoolForward(Pool2dGeometry geometry, PoolGrid? grid, bool isBrain)
    {
        if ((long)geometry.H * geometry.W > ExactPlane)
        {
            throw new ArgumentException($"max pooling of planes of {geometry.H} x {geometry.W} pixels; at most 2^24");
        }

        (_g, _grid, _isBrain, _row) = (geometry, grid, isBrain, Row);
    }

    /// <summary>As many windows as outputs, spread evenly; one output is the whole image.</summary>
    /// <param name="geometry">N, C, H, W, OH and OW are used.</param>
    /// <param name="isBrain">Whether x and y are brain floats.</param>
    /// <exception cref="ArgumentException">The input plane has more than 2^24 pixels.</exception>
    public static MaxPoolForward<T> Adaptive(Pool2dGeometry geometry, bool isBrain = false) =>
        new(geometry, PoolGrid.Adaptive(geometry), isBrain);

    /// <inheritdoc/>
    public override string Name => "managed max pooling";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _y, _indices) = (inputs[0], outputs[0], outputs[1]);
        Workers.For(_g.N * _g.OH, _row);
        (_x, _y, _indices) = (default, default, default);
    }

    private void Row(int row)
    {
        if (_isBrain) Row<ushort>(row);
        else Row<T>(row);
    }

    private void Row<TData>(int row)
        where TData : unmanaged
    {
        var (n, oh) = Math.DivRem(row, _g.OH);
        var plane = _g.H * _g.W * _g.C;
        ref var x = ref MemoryMarshal.GetReference(_x.Span<TData>((long)n * plane, plane));
        for (var ow = 0; ow < _g.OW; ow++)
        {
            var window = new Window(Rows(oh), Columns(ow));
            var at = (long)(row * _g.OW + ow) * _g.C;
            ref var y = ref MemoryMarshal.GetReference(_y.Span<TData>(at, _g.C));
            ref var index = ref MemoryMarshal.GetReference(_indices.Span<int>(at, _g.C));
            var c = 0;
            if (Lanes512<T>.IsSupported) c = Largest<Lanes512<T>, TData>(ref x, window, ref y, ref index, c);
            if (Lanes256<T>.IsSupported) c = Largest<Lanes256<T>, TData>(ref x, window, ref y, ref index, c);
            if (Lanes128<T>.IsSupported) c = Largest<Lanes128<T>, TData>(ref x, window, ref y, ref index, c);
            Largest<Lanes1<T>, TData>(ref x, window, ref y, ref index, c);
        }
    }

    private (int Start, int End) Rows(int oh) =>
        _grid?.Rows.Inputs(oh) ?? Inside(oh * _g.StrideH - _g.PadTop, _g.KH, _g.DilationH, _g.H);

    private (int Start, int End) Columns(int ow) =>
        _grid?.Columns.Inputs(ow) ?? Inside(ow * _g.StrideW - _g.PadLeft, _g.KW, _g.DilationW, _g.W);

    /// <summary>The first pixel of a window that lies inside the image, and the end of those that do.</summary>
    private static (int Start, int End) Inside(int start, int size, int step, int extent)
    {
        var first = start < 0 ? start + Blocking.Ceil(-start, step) * step : start;
        return (first, Math.Min(start + (size - 1) * step + 1, extent));
    }

    private int Largest<TLanes, TData>(ref TData x, Window window, ref TData y, ref int index, int c)
        where TLanes : struct, ILanes<TLanes, T>
        where TData : unmanaged
    {
        for (; c <= _g.C - TLanes.Count; c += TLanes.Count)
        {
            var best = TLanes.All(T.NegativeInfinity);
            var where = TLanes.All(T.CreateTruncating(window.First(_g.W)));
            for (var h = window.Rows.Start; h < window.Rows.End; h += _g.DilationH)
            {
                for (var w = window.Columns.Start; w < window.Columns.End; w += _g.DilationW)
                {
                    var pixel = h * _g.W + w;
                    var value = TLanes.Read(ref x, pixel * _g.C + c);
                    where = TLanes.IfGreaterOrNaN(value, best, TLanes.All(T.CreateTruncating(pixel)), where);
                    best = TLanes.IfGreaterOrNaN(value, best, value, best);
                }
            }

            best.Write(ref y, c);
            where.StoreIntegers(ref index, c);
        }

        return c;
    }

    /// <summary>The pixels of the image that a window covers, every so many rows and columns.</summary>
    private readonly record struct Window((int Start, int End) Rows, (int Start, int End) Columns)
    {
        /// <summary>Place of its first pixel; -1 when there is none.</summary>
        public int First(int width) =>
            Rows.Start < Rows.End && Columns.Start < Columns.End ? Rows.Start * width + Columns.Start : -1;
    }
}
