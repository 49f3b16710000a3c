using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Depthwise convolution: every channel is filtered by a kernel of its own.</summary>
/// <remarks>Inputs: image (channels last), weight <c>[C, 1, KH, KW]</c> and, with a bias, bias <c>[C]</c>. Output:
/// channels last. Any kernel size, stride, padding and dilation.</remarks>
public sealed class DepthwiseForward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Conv2dGeometry _g;
    private readonly bool _hasBias;
    private readonly int _outH;
    private readonly int _outW;
    private readonly int _taps;
    private readonly bool _isBrain;
    private readonly Action<int> _row;
    private MemorySlice _image;
    private MemorySlice _result;
    private MemorySlice _scratch;

    /// <summary>Fixes the extents; one output channel per input channel.</summary>
    /// <param name="geometry">Extents.</param>
    /// <param name="hasBias">Whether a bias is added.</param>
    /// <param name="isBrain">Whether images and weights are brain floats; sums and the bias are
    /// <typeparamref name="T"/>, single precision then.</param>
    public DepthwiseForward(Conv2dGeometry geometry, bool hasBias, bool isBrain = false)
    {
        (_g, _hasBias, _outH, _outW) = (geometry, hasBias, geometry.OH, geometry.OW);
        _taps = geometry.KH * geometry.KW;
        _isBrain = isBrain;
        _row = isBrain ? Row<ushort> : Row<T>;
    }

    /// <inheritdoc/>
    public override string Name => "managed depthwise convolution";

    /// <inheritdoc/>
    public override long ScratchBytes => (long)((_isBrain ? 2 * _taps : _taps) + 1) * _g.C * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_image, _result, _scratch) = (inputs[0], outputs[0], scratch);
        var weights = _isBrain
            ? Packing.Widened<T>(inputs[1], scratch.Span<T>((_taps + 1L) * _g.C, _taps * _g.C))
            : inputs[1].Span<T>();
        Packing.Transpose(weights, _taps, scratch.Span<T>(), _g.C, _g.C, _taps);
        var bias = scratch.Span<T>((long)_taps * _g.C, _g.C);
        if (_hasBias) inputs[2].Span<T>(0, _g.C).CopyTo(bias);
        else bias.Clear();
        Workers.For(_g.N * _outH, _row);
        (_image, _result, _scratch) = (default, default, default);
    }

    /// <summary>One row of outputs.</summary>
    private void Row<TData>(int row)
        where TData : unmanaged
    {
        var (n, oh) = Math.DivRem(row, _outH);
        Span<int> sources = stackalloc int[_taps];
        Span<int> weights = stackalloc int[_taps];
        var scratch = _scratch.Span<T>();
        var taps = new DepthwiseTaps<T, TData>(sources, weights)
        {
            Source = ref MemoryMarshal.GetReference(_image.Span<TData>()),
            Weight = ref scratch[0],
            Bias = ref scratch[_taps * _g.C],
            Channels = _g.C,
        };
        var target = _result.Span<TData>((long)row * _outW * _g.C, _outW * _g.C);
        var top = oh * _g.StrideH - _g.PadTop;
        for (var ow = 0; ow < _outW;)
        {
            var left = ow * _g.StrideW - _g.PadLeft;
            Collect(ref taps, n, top, left);
            var lastColumn = left + 3 * _g.StrideW + (_g.KW - 1) * _g.DilationW;
            if (left >= 0 && ow + 4 <= _outW && lastColumn < _g.W)
            {
                taps.Four(ref target[ow * _g.C], _g.StrideW * _g.C);
                ow += 4;
            }
            else
            {
                taps.One(ref target[ow * _g.C]);
                ow++;
            }
        }
    }

    private void Collect<TData>(ref DepthwiseTaps<T, TData> taps, int n, int top, int left)
        where TData : unmanaged
    {
        taps.Clear();
        for (var kh = 0; kh < _g.KH; kh++)
        {
            var y = top + kh * _g.DilationH;
            if ((uint)y >= (uint)_g.H) continue;
            for (var kw = 0; kw < _g.KW; kw++)
            {
                var x = left + kw * _g.DilationW;
                if ((uint)x < (uint)_g.W) taps.Add(((n * _g.H + y) * _g.W + x) * _g.C, (kh * _g.KW + kw) * _g.C);
            }
        }
    }
}
