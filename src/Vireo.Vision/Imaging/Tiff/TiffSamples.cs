using System.Buffers.Binary;

namespace Vireo.Vision.Imaging.Tiff;

/// <summary>Turns stored rows into values of the result.</summary>
internal sealed class TiffSamples
{
    private readonly TiffLayout _layout;
    private readonly Raster _raster;
    private readonly byte[] _palette;
    private readonly uint _largest;

    /// <param name="layout">How the file stores them.</param>
    /// <param name="raster">Where they go.</param>
    /// <param name="palette">Red, green, blue of each index; empty where there is none.</param>
    public TiffSamples(TiffLayout layout, Raster raster, byte[] palette)
    {
        (_layout, _raster, _palette) = (layout, raster, palette);
        _largest = layout.Bits < 32 ? (1u << layout.Bits) - 1 : uint.MaxValue;
    }

    /// <summary>Writes the visible part of a row.</summary>
    /// <param name="row">As stored, without predictor.</param>
    /// <param name="plane">Which value, where each has strips of its own; otherwise 0.</param>
    /// <param name="x">First column in the picture.</param>
    /// <param name="y">Row in the picture.</param>
    /// <param name="columns">Columns that are visible.</param>
    public void Write(ReadOnlySpan<byte> row, int plane, int x, int y, int columns)
    {
        var first = (y * _raster.Width + x) * _raster.Channels;
        if (_layout.Photometric == 3)
            WritePalette(row, first, columns);
        else if (_layout.Photometric == 5)
            WriteInks(row, first, columns);
        else if (_layout.IsFloat)
            WriteFloats(row, plane, first, columns);
        else if (_layout is { Bits: 8, Photometric: not 0 } && _layout.SamplesTogether == _raster.Channels)
            row[..(columns * _raster.Channels)].CopyTo(_raster.Pixels.AsSpan(first));
        else
            WriteWhole(row, plane, first, columns);
    }

    /// <summary>Divides the colours by the alpha that they were multiplied by.</summary>
    public void Straighten()
    {
        var (channels, count) = (_raster.Channels, _raster.Width * _raster.Height);
        for (var i = 0; i < count; i++)
        {
            var (start, alpha) = (i * channels, i * channels + channels - 1);
            for (var at = start; at < alpha; at++)
                if (_raster.Depth == PixelDepth.U8)
                    _raster.Pixels[at] = (byte)Divide(_raster.Pixels[at], _raster.Pixels[alpha], 255);
                else if (_raster.Depth == PixelDepth.U16)
                    _raster.Words[at] = (ushort)Divide(_raster.Words[at], _raster.Words[alpha], 65535);
                else if (_raster.Floats[alpha] > 0)
                    _raster.Floats[at] /= _raster.Floats[alpha];
        }
    }

    private static uint Divide(uint value, uint alpha, uint one) =>
        alpha == 0 ? 0 : Math.Min(one, (value * one + alpha / 2) / alpha);

    private void WriteWhole(ReadOnlySpan<byte> row, int plane, int first, int columns)
    {
        var (together, channels) = (_layout.SamplesTogether, _raster.Channels);
        var planes = _layout.IsPlanar ? 1 : channels;
        for (var x = 0; x < columns; x++)
            for (var c = 0; c < planes; c++)
            {
                var value = Sample(row, x * together + c);
                if (_layout.Photometric == 0 && c + plane == 0)
                    value = _largest - value;
                var at = first + x * channels + c + plane;
                if (_raster.Depth == PixelDepth.U16)
                    _raster.Words[at] = (ushort)(_layout.Bits == 16 ? value : (value * 65535u + _largest / 2) / _largest);
                else
                    _raster.Pixels[at] = (byte)(_layout.Bits == 8 ? value : (value * 255 + _largest / 2) / _largest);
            }
    }

    private void WriteFloats(ReadOnlySpan<byte> row, int plane, int first, int columns)
    {
        var (together, channels) = (_layout.SamplesTogether, _raster.Channels);
        var planes = _layout.IsPlanar ? 1 : channels;
        var floats = _raster.Floats;
        for (var x = 0; x < columns; x++)
            for (var c = 0; c < planes; c++)
            {
                var value = Float(row, x * together + c);
                floats[first + x * channels + c + plane] = _layout.Photometric == 0 && c + plane == 0 ? 1 - value : value;
            }
    }

    private void WritePalette(ReadOnlySpan<byte> row, int first, int columns)
    {
        for (var x = 0; x < columns; x++)
        {
            var entry = (int)Sample(row, x * _layout.SamplesTogether) * 3;
            _palette.AsSpan(entry, 3).CopyTo(_raster.Pixels.AsSpan(first + 3 * x));
        }
    }

    private void WriteInks(ReadOnlySpan<byte> row, int first, int columns)
    {
        for (var x = 0; x < columns; x++)
        {
            var inks = row.Slice(x * _layout.SamplesTogether, 4);
            for (var c = 0; c < 3; c++)
                _raster.Pixels[first + 3 * x + c] = (byte)(((255 - inks[c]) * (255 - inks[3]) + 127) / 255);
        }
    }

    private uint Sample(ReadOnlySpan<byte> row, int index)
    {
        var bits = _layout.Bits;
        if (bits == 8)
            return row[index];
        if (bits == 16)
            return _layout.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..])
                : BinaryPrimitives.ReadUInt16LittleEndian(row[(2 * index)..]);

        uint value = 0;
        var start = (long)index * bits;
        for (var at = start; at < start + bits; at++)
            value = value << 1 | (uint)(row[(int)(at >> 3)] >> (7 - (int)(at & 7)) & 1);
        return value;
    }

    private float Float(ReadOnlySpan<byte> row, int index)
    {
        var big = _layout.IsBigEndian || _layout.Predictor == 3;
        var part = row[(index * _layout.Bits / 8)..];
        return (_layout.Bits, big) switch
        {
            (16, true) => (float)BinaryPrimitives.ReadHalfBigEndian(part),
            (16, false) => (float)BinaryPrimitives.ReadHalfLittleEndian(part),
            (32, true) => BinaryPrimitives.ReadSingleBigEndian(part),
            (32, false) => BinaryPrimitives.ReadSingleLittleEndian(part),
            (_, true) => (float)BinaryPrimitives.ReadDoubleBigEndian(part),
            _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(part),
        };
    }
}
