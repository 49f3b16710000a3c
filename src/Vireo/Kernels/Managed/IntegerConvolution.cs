using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vireo.Graph;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Convolution of bytes with exact sums in 32 bits: every patch of the image is dotted with every filter, both
/// widened to 16 bits. Image, addend and result lie channels last.</summary>
/// <param name="op">The convolution and what follows it.</param>
/// <param name="inputs">Its operands.</param>
internal sealed class IntegerConvolution(QuantisedConvolution op, Operand[] inputs) : Kernel
{
    private readonly Conv2dGeometry _g = op.Convolution.Geometry(inputs[0].Shape, inputs[1].Shape);
    private readonly bool _isSigned = inputs[0].DType == DType.I8;
    private readonly DType _addend = inputs[^1].DType;
    private MemorySlice[] _inputs = [];
    private MemorySlice _result;
    private MemorySlice _filters;
    private bool _isPacked;

    [ThreadStatic]
    private static short[]? s_patch;

    public override string Name => "managed int8 convolution";

    public override long ScratchBytes => _isPacked ? 0 : FilterBytes;

    /// <summary>Channels that a filter sees.</summary>
    private int Channels => _g.C / _g.Groups;

    /// <summary>Numbers of a filter.</summary>
    private int Depth => Channels * _g.KH * _g.KW;

    private long FilterBytes => (long)_g.O * Depth * sizeof(short);

    public override long PackedBytes(int input) => input == 1 ? FilterBytes : 0;

    public override void UsePacked(int input) => _isPacked = true;

    /// <summary>From <c>[O, C, KH, KW]</c> in bytes to <c>[O, KH, KW, C]</c> in 16 bits.</summary>
    public override void Pack(int input, MemorySlice from, MemorySlice packed)
    {
        var source = from.Span<sbyte>();
        var target = packed.Span<short>();
        var taps = _g.KH * _g.KW;
        for (var o = 0; o < _g.O; o++)
        {
            for (var c = 0; c < Channels; c++)
            {
                for (var k = 0; k < taps; k++)
                    target[o * Depth + k * Channels + c] = source[o * Depth + c * taps + k];
            }
        }
    }

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_inputs, _result) = (inputs.ToArray(), outputs[0]);
        if (!_isPacked) Pack(1, inputs[1], scratch);
        _filters = _isPacked ? inputs[1] : scratch;
        Workers.For(_g.N * _g.OH, Row);
        (_inputs, _result, _filters) = ([], default, default);
    }

    private void Row(int row)
    {
        if (s_patch is null || s_patch.Length < Depth) s_patch = new short[Depth];
        var patch = s_patch.AsSpan(0, Depth);
        var filters = _filters.Span<short>();
        var perGroup = _g.O / _g.Groups;
        for (var ow = 0; ow < _g.OW; ow++)
        {
            var pixel = (long)row * _g.OW + ow;
            for (var group = 0; group < _g.Groups; group++)
            {
                Gather(row, ow, group, patch);
                for (var o = group * perGroup; o < (group + 1) * perGroup; o++)
                    Store(pixel * _g.O + o, o, Dot(patch, filters.Slice(o * Depth, Depth)));
            }
        }
    }

    private void Gather(int row, int ow, int group, Span<short> patch)
    {
        var (n, oh) = Math.DivRem(row, _g.OH);
        for (var kh = 0; kh < _g.KH; kh++)
        {
            var h = oh * _g.StrideH - _g.PadTop + kh * _g.DilationH;
            for (var kw = 0; kw < _g.KW; kw++)
            {
                var w = ow * _g.StrideW - _g.PadLeft + kw * _g.DilationW;
                var target = patch.Slice((kh * _g.KW + kw) * Channels, Channels);
                if ((uint)h >= (uint)_g.H || (uint)w >= (uint)_g.W)
                {
                    target.Clear();
                    continue;
                }

                var at = (((long)n * _g.H + h) * _g.W + w) * _g.C + group * Channels;
                if (_isSigned) Widen(_inputs[0].Span<sbyte>(at, Channels), target);
                else Widen(_inputs[0].Span<byte>(at, Channels), target);
            }
        }
    }

    private static void Widen(ReadOnlySpan<byte> from, Span<short> to)
    {
        for (var i = 0; i < to.Length; i++) to[i] = from[i];
    }

    private static void Widen(ReadOnlySpan<sbyte> from, Span<short> to)
    {
        for (var i = 0; i < to.Length; i++) to[i] = from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Dot(ReadOnlySpan<short> a, ReadOnlySpan<short> b)
    {
        var sum = Vector256<int>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector256<short>.Count; i += Vector256<short>.Count)
        {
            var (x, y) = (Vector256.Create(a[i..]), Vector256.Create(b[i..]));
            sum += Avx2.IsSupported
                ? Avx2.MultiplyAddAdjacent(x, y)
                : Vector256.WidenLower(x) * Vector256.WidenLower(y) + Vector256.WidenUpper(x) * Vector256.WidenUpper(y);
        }

        var total = Vector256.Sum(sum);
        for (; i < a.Length; i++) total += a[i] * b[i];
        return total;
    }

    private void Store(long at, int channel, int sum)
    {
        var addend = !op.HasAddend ? 0 : _addend switch
        {
            DType.U8 => _inputs[^1].Span<byte>(at, 1)[0],
            DType.I8 => _inputs[^1].Span<sbyte>(at, 1)[0],
            _ => _inputs[^1].Span<float>(at, 1)[0],
        };
        var value = op.Finish(
            sum, _inputs[2].Span<float>(channel, 1)[0], _inputs[3].Span<float>(channel, 1)[0], addend);
        switch (op.To)
        {
            case DType.U8: _result.Span<byte>(at, 1)[0] = (byte)value; break;
            case DType.I8: _result.Span<sbyte>(at, 1)[0] = (sbyte)value; break;
            default: _result.Span<float>(at, 1)[0] = value; break;
        }
    }
}
