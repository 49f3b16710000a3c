using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Gradient of a depthwise convolution with respect to its image.</summary>
/// <remarks>Inputs: output gradient (channels last), weight <c>[C, 1, KH, KW]</c>. Output: channels last.</remarks>
public sealed class DepthwiseBackwardData<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Conv2dGeometry _g;
    private readonly int _outH;
    private readonly int _outW;
    private readonly int _taps;
    private readonly bool _isBrain;
    private readonly Action<int> _row;
    private MemorySlice _gradient;
    private MemorySlice _result;
    private MemorySlice _scratch;

    /// <summary>Fixes the extents; one output channel per input channel.</summary>
    /// <param name="geometry">Extents.</param>
    /// <param name="isBrain">Whether images and weights are brain floats; sums and the bias are
    /// <typeparamref name="T"/>, single precision then.</param>
    public DepthwiseBackwardData(Conv2dGeometry geometry, bool isBrain = false)
    {
        (_g, _outH, _outW) = (geometry, geometry.OH, geometry.OW);
        _taps = geometry.KH * geometry.KW;
        _isBrain = isBrain;
        _row = isBrain ? Row<ushort> : Row<T>;
    }

    /// <inheritdoc/>
    public override string Name => "managed depthwise convolution backward data";

    /// <inheritdoc/>
    public override long ScratchBytes => (long)((_isBrain ? 2 * _taps : _taps) + 1) * _g.C * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_gradient, _result, _scratch) = (inputs[0], outputs[0], scratch);
        var weights = _isBrain
            ? Packing.Widened<T>(inputs[1], scratch.Span<T>((_taps + 1L) * _g.C, _taps * _g.C))
            : inputs[1].Span<T>();
        Packing.Transpose(weights, _taps, scratch.Span<T>(), _g.C, _g.C, _taps);
        scratch.Span<T>((long)_taps * _g.C, _g.C).Clear();
        Workers.For(_g.N * _g.H, _row);
        (_gradient, _result, _scratch) = (default, default, default);
    }

    /// <summary>One row of the image gradient.</summary>
    private void Row<TData>(int row)
        where TData : unmanaged
    {
        var (n, h) = Math.DivRem(row, _g.H);
        Span<int> sources = stackalloc int[_taps];
        Span<int> weights = stackalloc int[_taps];
        var scratch = _scratch.Span<T>();
        var taps = new DepthwiseTaps<T, TData>(sources, weights)
        {
            Source = ref MemoryMarshal.GetReference(_gradient.Span<TData>()),
            Weight = ref scratch[0],
            Bias = ref scratch[_taps * _g.C],
            Channels = _g.C,
        };
        var target = _result.Span<TData>((long)row * _g.W * _g.C, _g.W * _g.C);
        var reach = (_g.KW - 1) * _g.DilationW;
        for (var w = 0; w < _g.W;)
        {
            Collect(ref taps, n, h + _g.PadTop, w + _g.PadLeft);
            var inside = w + _g.PadLeft >= reach && w + 3 + _g.PadLeft < _outW;
            if (_g.StrideW == 1 && w + 4 <= _g.W && inside)
            {
                taps.Four(ref target[w * _g.C], _g.C);
                w += 4;
            }
            else
            {
                taps.One(ref target[w * _g.C]);
                w++;
            }
        }
    }

    /// <summary>The outputs that pixel (h, w) of the padded image took part in.</summary>
    private void Collect<TData>(ref DepthwiseTaps<T, TData> taps, int n, int h, int w)
        where TData : unmanaged
    {
        taps.Clear();
        for (var kh = 0; kh < _g.KH; kh++)
        {
            var (y, restH) = Math.DivRem(h - kh * _g.DilationH, _g.StrideH);
            if (restH != 0 || (uint)y >= (uint)_outH) continue;
            for (var kw = 0; kw < _g.KW; kw++)
            {
                var (x, restW) = Math.DivRem(w - kw * _g.DilationW, _g.StrideW);
                if (restW != 0 || (uint)x >= (uint)_outW) continue;
                taps.Add(((n * _outH + y) * _outW + x) * _g.C, (kh * _g.KW + kw) * _g.C);
            }
        }
    }
}
