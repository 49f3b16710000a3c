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
    private readonly Action<int> _row;
    private MemorySlice _x;
    private MemorySlice _y;
    private MemorySlice _indices;

    /// <summary>Fixes the extents.</summary>
    /// <exception cref="ArgumentException">The input plane has more than 2^24 pixels.</exception>
    public MaxPoolForward(Pool2dGeometry geometry)
    {
        if ((long)geometry.H * geometry.W > ExactPlane)
        {
            throw new ArgumentException($"max pooling of planes of {geometry.H} x {geometry.W} pixels; at most 2^24");
        }

        (_g, _row) = (geometry, Row);
    }

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
        var (n, oh) = Math.DivRem(row, _g.OH);
        Span<int> pixels = stackalloc int[_g.KH * _g.KW];
        var plane = _g.H * _g.W * _g.C;
        ref var x = ref MemoryMarshal.GetReference(_x.Span<T>((long)n * plane, plane));
        for (var ow = 0; ow < _g.OW; ow++)
        {
            var window = Window(oh, ow, pixels);
            var at = (long)(row * _g.OW + ow) * _g.C;
            ref var y = ref MemoryMarshal.GetReference(_y.Span<T>(at, _g.C));
            ref var index = ref MemoryMarshal.GetReference(_indices.Span<int>(at, _g.C));
            var c = 0;
            if (Lanes512<T>.IsSupported) c = Largest<Lanes512<T>>(ref x, window, ref y, ref index, c);
            if (Lanes256<T>.IsSupported) c = Largest<Lanes256<T>>(ref x, window, ref y, ref index, c);
            if (Lanes128<T>.IsSupported) c = Largest<Lanes128<T>>(ref x, window, ref y, ref index, c);
            Largest<Lanes1<T>>(ref x, window, ref y, ref index, c);
        }
    }

    /// <summary>The pixels of the window that lie inside the image.</summary>
    private Span<int> Window(int oh, int ow, Span<int> pixels)
    {
        var count = 0;
        for (var kh = 0; kh < _g.KH; kh++)
        {
            var h = oh * _g.StrideH - _g.PadTop + kh * _g.DilationH;
            if ((uint)h >= (uint)_g.H) continue;
            for (var kw = 0; kw < _g.KW; kw++)
            {
                var w = ow * _g.StrideW - _g.PadLeft + kw * _g.DilationW;
                if ((uint)w < (uint)_g.W) pixels[count++] = h * _g.W + w;
            }
        }

        return pixels[..count];
    }

    private int Largest<TLanes>(ref T x, ReadOnlySpan<int> window, ref T y, ref int index, int c)
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (; c <= _g.C - TLanes.Count; c += TLanes.Count)
        {
            var best = TLanes.All(T.NegativeInfinity);
            var where = TLanes.All(T.CreateTruncating(window.IsEmpty ? -1 : window[0]));
            foreach (var pixel in window)
            {
                var value = TLanes.Load(ref x, pixel * _g.C + c);
                where = TLanes.IfGreaterOrNaN(value, best, TLanes.All(T.CreateTruncating(pixel)), where);
                best = TLanes.IfGreaterOrNaN(value, best, value, best);
            }

            best.Store(ref y, c);
            where.StoreIntegers(ref index, c);
        }

        return c;
    }
}
