using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of a depthwise convolution with respect to its weight.</summary>
/// <remarks>Inputs: image, output gradient (both channels last). Output: <c>[C, 1, KH, KW]</c>. Ranges of output rows
/// are summed apart and added in order.</remarks>
public sealed class DepthwiseBackwardWeights<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int WantedParts = 32;

    private readonly Conv2dGeometry _g;
    private readonly int _outH;
    private readonly int _outW;
    private readonly int _taps;
    private readonly int _rows;
    private readonly int _rowsPerPart;
    private readonly int _parts;
    private readonly Action<int> _part;
    private MemorySlice _image;
    private MemorySlice _gradient;
    private MemorySlice _scratch;

    /// <summary>Fixes the extents; one output channel per input channel.</summary>
    /// <param name="geometry">Extents.</param>
    /// <param name="isBrain">Whether image and output gradient are brain floats; the result is
    /// <typeparamref name="T"/>, single precision then.</param>
    public DepthwiseBackwardWeights(Conv2dGeometry geometry, bool isBrain = false)
    {
        (_g, _outH, _outW) = (geometry, geometry.OH, geometry.OW);
        _taps = geometry.KH * geometry.KW;
        _rows = geometry.N * _outH;
        _rowsPerPart = Math.Max(1, Blocking.Ceil(_rows, WantedParts));
        _parts = Blocking.Ceil(_rows, _rowsPerPart);
        _part = isBrain ? Part<ushort> : Part<T>;
    }

    /// <inheritdoc/>
    public override string Name => "managed depthwise convolution backward weights";

    /// <inheritdoc/>
    public override long ScratchBytes => (long)Math.Max(1, _parts) * _taps * _g.C * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_image, _gradient, _scratch) = (inputs[0], inputs[1], scratch);
        var length = _taps * _g.C;
        if (_parts == 0) scratch.Span<T>(0, length).Clear();
        Workers.For(_parts, _part);
        var sum = scratch.Span<T>(0, length);
        for (var part = 1; part < _parts; part++) Elementwise.Add(scratch.Span<T>((long)part * length, length), sum);
        Packing.Transpose(sum, _g.C, outputs[0].Span<T>(), _taps, _taps, _g.C);
        (_image, _gradient, _scratch) = (default, default, default);
    }

    private void Part<TData>(int part)
        where TData : unmanaged
    {
        var sums = _scratch.Span<T>((long)part * _taps * _g.C, _taps * _g.C);
        sums.Clear();
        var last = Math.Min((part + 1) * _rowsPerPart, _rows);
        for (var row = part * _rowsPerPart; row < last; row++)
        {
            var (n, oh) = Math.DivRem(row, _outH);
            for (var kh = 0; kh < _g.KH; kh++)
            {
                var y = oh * _g.StrideH - _g.PadTop + kh * _g.DilationH;
                if ((uint)y >= (uint)_g.H) continue;
                for (var kw = 0; kw < _g.KW; kw++)
                {
                    Tap<TData>(row, (n * _g.H + y) * _g.W, kw, sums.Slice((kh * _g.KW + kw) * _g.C, _g.C));
                }
            }
        }
    }

    /// <summary>Adds one row of outputs to one tap.</summary>
    private void Tap<TData>(int row, int imageRow, int kw, Span<T> sums)
        where TData : unmanaged
    {
        // Outputs whose tap lies inside the image: 0 <= ow * stride + shift < W.
        var shift = kw * _g.DilationW - _g.PadLeft;
        var first = shift >= 0 ? 0 : Blocking.Ceil(-shift, _g.StrideW);
        var last = shift >= _g.W ? 0 : Math.Min(_outW, (_g.W - 1 - shift) / _g.StrideW + 1);
        if (last <= first) return;
        var count = last - first;
        ref var x = ref Unsafe.Add(
            ref MemoryMarshal.GetReference(_image.Span<TData>()), (imageRow + first * _g.StrideW + shift) * _g.C);
        ref var dy = ref Unsafe.Add(
            ref MemoryMarshal.GetReference(_gradient.Span<TData>()), (row * _outW + first) * _g.C);
        var c = 0;
        if (Lanes512<T>.IsSupported) c = Sum<Lanes512<T>, TData>(ref x, ref dy, count, sums, c);
        if (Lanes256<T>.IsSupported) c = Sum<Lanes256<T>, TData>(ref x, ref dy, count, sums, c);
        if (Lanes128<T>.IsSupported) c = Sum<Lanes128<T>, TData>(ref x, ref dy, count, sums, c);
        Sum<Lanes1<T>, TData>(ref x, ref dy, count, sums, c);
    }

    private int Sum<TLanes, TData>(ref TData x, ref TData dy, int count, Span<T> sums, int c)
        where TLanes : struct, ILanes<TLanes, T>
        where TData : unmanaged
    {
        var (channels, step) = (_g.C, _g.StrideW * _g.C);
        for (; c <= channels - TLanes.Count; c += TLanes.Count)
        {
            var sum = TLanes.Load(ref sums[0], c);
            var (atX, atY) = (c, c);
            for (var i = 0; i < count; i++, atX += step, atY += channels)
            {
                sum = TLanes.Fma(TLanes.Read(ref dy, atY), TLanes.Read(ref x, atX), sum);
            }

            sum.Store(ref sums[0], c);
        }

        return c;
    }
}
