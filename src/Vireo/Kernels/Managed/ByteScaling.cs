using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vireo.Graph;
using Vireo.Native;
using Vireo.Quantisation;

namespace Vireo.Kernels.Managed;

/// <summary>Channels of an image of bytes, each multiplied with a number, as bytes; channels last.</summary>
internal sealed class ByteScaling : Kernel
{
    private readonly QuantisedScaling _op;
    private readonly bool _isSigned;
    private readonly int _rows;
    private readonly int _rowsOfImage;
    private readonly int _width;
    private readonly int _channels;
    private readonly float _low;
    private readonly float _high;
    private readonly Action<int> _row;
    private MemorySlice _x;
    private MemorySlice _y;
    private MemorySlice _gate;
    private MemorySlice _factors;

    public ByteScaling(QuantisedScaling op, Operand x)
    {
        (_op, _isSigned, _row) = (op, x.DType == DType.I8, Row);
        (_rows, _rowsOfImage, _width) = (x.Shape[0] * x.Shape[2], x.Shape[2], x.Shape[3]);
        _channels = x.Shape[1];
        (_low, _high) = ByteScale.Limits(op.To);
        ScratchBytes = (long)x.Shape[0] * _channels * sizeof(float);
    }

    public override string Name => "managed byte scaling";

    public override long ScratchBytes { get; }

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _gate, _y, _factors) = (inputs[0], inputs[1], outputs[0], scratch);
        var gate = _gate.Span<float>();
        var factors = _factors.Span<float>();
        for (var i = 0; i < gate.Length; i++) factors[i] = gate[i] * _op.Factor;
        Workers.For(_rows, _row);
        (_x, _gate, _y, _factors) = (default, default, default, default);
    }

    private void Row(int row)
    {
        var factors = _factors.Span<float>((long)(row / _rowsOfImage) * _channels, _channels);
        for (var pixel = 0; pixel < _width; pixel++)
        {
            var at = ((long)row * _width + pixel) * _channels;
            Pixel(_x.Span<byte>(at, _channels), factors, _y.Span<byte>(at, _channels));
        }
    }

    private void Pixel(ReadOnlySpan<byte> x, ReadOnlySpan<float> factors, Span<byte> y)
    {
        var width = Avx512F.IsSupported ? Vector512<int>.Count : Vector256<byte>.Count;
        if (x.Length < width)
        {
            for (var i = 0; i < x.Length; i++)
            {
                var q = Quantise.Round((_isSigned ? (sbyte)x[i] : x[i]) * factors[i], _op.To);
                y[i] = unchecked((byte)(int)q);
            }

            return;
        }

        // The last lanes may be those of channels that are done: the same bytes once more.
        for (var c = 0; c < x.Length; c += width)
        {
            var at = Math.Min(c, x.Length - width);
            if (Avx512F.IsSupported) Scaled(Vector128.Create(x[at..]), factors[at..]).CopyTo(y[at..]);
            else Scaled(Vector256.Create(x[at..]), factors[at..]).CopyTo(y[at..]);
        }
    }

    private Vector128<byte> Scaled(Vector128<byte> x, ReadOnlySpan<float> factors)
    {
        var wide = _isSigned
            ? Avx512F.ConvertToVector512Int32(x.AsSByte())
            : Avx512F.ConvertToVector512Int32(x);
        var product = Avx512F.ConvertToVector512Single(wide) * Vector512.Create(factors);
        // To the nearest, ties to even, and what is too small becomes the least integer.
        var nearest = Avx512F.ConvertToVector512Int32(Vector512.Min(product, Vector512.Create(_high)));
        return _op.To == DType.I8
            ? Avx512F.ConvertToVector128SByteWithSaturation(nearest).AsByte()
            : Avx512F.ConvertToVector128ByteWithSaturation(Vector512.Max(nearest, Vector512<int>.Zero).AsUInt32());
    }

    private Vector256<byte> Scaled(Vector256<byte> x, ReadOnlySpan<float> factors)
    {
        var (a, b) = _isSigned
            ? (Vector256.WidenLower(x.AsSByte()), Vector256.WidenUpper(x.AsSByte()))
            : (Vector256.WidenLower(x).AsInt16(), Vector256.WidenUpper(x).AsInt16());
        return Vector256.Narrow(Scaled(a, factors), Scaled(b, factors[Vector256<short>.Count..])).AsByte();
    }

    private Vector256<short> Scaled(Vector256<short> x, ReadOnlySpan<float> factors) => Vector256.Narrow(
        Rounded(Vector256.WidenLower(x), Vector256.Create(factors)),
        Rounded(Vector256.WidenUpper(x), Vector256.Create(factors[Vector256<float>.Count..])));

    private Vector256<int> Rounded(Vector256<int> x, Vector256<float> factors)
    {
        var product = Vector256.Round(Vector256.ConvertToSingle(x) * factors);
        var cut = Vector256.Min(Vector256.Max(product, Vector256.Create(_low)), Vector256.Create(_high));
        return Vector256.ConvertToInt32Native(cut);
    }
}
