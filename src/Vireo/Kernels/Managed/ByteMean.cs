using System.Runtime.Intrinsics;
using Vireo.Graph;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Means of images of bytes, channels last.</summary>
internal sealed class ByteMean : Kernel
{
    // Sums of so many bytes stay below 2^15.
    private const int Most = 128;

    private readonly QuantisedMean _op;
    private readonly bool _isSigned;
    private readonly int _images;
    private readonly int _channels;
    private readonly int _pixels;
    private readonly Action<int> _image;
    private MemorySlice _x;
    private MemorySlice _y;

    public ByteMean(QuantisedMean op, Operand x)
    {
        (_op, _isSigned, _image) = (op, x.DType == DType.I8, Image);
        (_images, _channels, _pixels) = (x.Shape[0], x.Shape[1], x.Shape[2] * x.Shape[3]);
    }

    public override string Name => "managed byte mean";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _y) = (inputs[0], outputs[0]);
        Workers.For(_images, _image);
        (_x, _y) = (default, default);
    }

    private void Image(int image)
    {
        var x = _x.Span<byte>((long)image * _pixels * _channels, _pixels * _channels);
        var y = _y.Span<float>((long)image * _channels, _channels);
        if (_channels < Vector256<byte>.Count)
        {
            for (var c = 0; c < _channels; c++) y[c] = Sum(x, c) * _op.Factor;
            return;
        }

        // The last lanes may be those of channels that were summed before.
        for (var c = 0; c < _channels; c += Vector256<byte>.Count)
        {
            var at = Math.Min(c, _channels - Vector256<byte>.Count);
            Sums(x, at, y.Slice(at, Vector256<byte>.Count));
        }
    }

    private float Sum(ReadOnlySpan<byte> x, int channel)
    {
        var sum = 0;
        for (var at = channel; at < x.Length; at += _channels) sum += _isSigned ? (sbyte)x[at] : x[at];
        return sum;
    }

    private void Sums(ReadOnlySpan<byte> x, int channel, Span<float> y)
    {
        Span<int> sums = stackalloc int[Vector256<byte>.Count];
        sums.Clear();
        for (var begin = 0; begin < _pixels; begin += Most)
        {
            var (low, high) = (Vector256<short>.Zero, Vector256<short>.Zero);
            for (var pixel = begin; pixel < Math.Min(begin + Most, _pixels); pixel++)
            {
                var bytes = Vector256.Create(x[(pixel * _channels + channel)..]);
                if (_isSigned)
                {
                    low += Vector256.WidenLower(bytes.AsSByte());
                    high += Vector256.WidenUpper(bytes.AsSByte());
                }
                else
                {
                    low += Vector256.WidenLower(bytes).AsInt16();
                    high += Vector256.WidenUpper(bytes).AsInt16();
                }
            }

            for (var i = 0; i < Vector256<short>.Count; i++)
            {
                sums[i] += low[i];
                sums[i + Vector256<short>.Count] += high[i];
            }
        }

        for (var i = 0; i < y.Length; i++) y[i] = sums[i] * _op.Factor;
    }
}
