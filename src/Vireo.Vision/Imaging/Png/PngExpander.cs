using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Vireo.Vision.Imaging.Png;

/// <summary>Turns unfiltered PNG rows into values of 8 or 16 bits with 1 to 4 channels.</summary>
internal sealed class PngExpander
{
    private readonly ImageBytes _image;
    private readonly byte[] _palette;
    private readonly int[] _transparent;
    private readonly bool _keyed;

    public PngExpander(PngChunks chunks, ImageBytes image)
    {
        (_image, Header) = (image, chunks.Header);
        var transparency = chunks.Transparency.Span;
        var isPalette = Header.Colour == PngColour.Palette;
        _keyed = !isPalette && transparency.Length > 0;
        Channels = Header.Colour switch
        {
            PngColour.Palette => transparency.Length > 0 ? 4 : 3,
            _ => Header.Samples + (_keyed ? 1 : 0),
        };
        _palette = isPalette ? MakePalette(chunks.Palette.Span, transparency, Channels) : [];
        _transparent = _keyed ? new int[Header.Samples] : [];
        for (var c = 0; c < _transparent.Length; c++)
            _transparent[c] =
                BinaryPrimitives.ReadUInt16BigEndian(transparency[(2 * c)..]) & ((1 << Header.BitDepth) - 1);
    }

    public PngHeader Header { get; }

    /// <summary>Channels of the result.</summary>
    public int Channels { get; }

    /// <summary>Writes one row; <paramref name="step"/> is the distance of two pixels in the result, in
    /// values.</summary>
    public void Expand(ReadOnlySpan<byte> row, int columns, Span<byte> result, int step)
    {
        if (Header.Colour == PngColour.Palette)
            ExpandPalette(row, columns, result, step);
        else if (Header.BitDepth == 8 && !_keyed && step == Channels)
            row[..(columns * Channels)].CopyTo(result);
        else if (Header.BitDepth == 16)
            ExpandWords(row, columns, MemoryMarshal.Cast<byte, ushort>(result), step);
        else
            ExpandSamples(row, columns, result, step);
    }

    private static byte[] MakePalette(ReadOnlySpan<byte> colours, ReadOnlySpan<byte> alpha, int channels)
    {
        var entries = colours.Length / 3;
        var palette = new byte[entries * channels];
        for (var i = 0; i < entries; i++)
        {
            colours.Slice(3 * i, 3).CopyTo(palette.AsSpan(i * channels));
            if (channels == 4)
                palette[4 * i + 3] = i < alpha.Length ? alpha[i] : (byte)255;
        }

        return palette;
    }

    private void ExpandPalette(ReadOnlySpan<byte> row, int columns, Span<byte> result, int step)
    {
        for (var x = 0; x < columns; x++)
        {
            var entry = Sample(row, x) * Channels;
            if (entry >= _palette.Length)
                throw _image.Damaged($"it uses palette entry {entry / Channels} of {_palette.Length / Channels}");
            _palette.AsSpan(entry, Channels).CopyTo(result[(x * step)..]);
        }
    }

    private void ExpandSamples(ReadOnlySpan<byte> row, int columns, Span<byte> result, int step)
    {
        var samples = Header.Samples;
        for (var x = 0; x < columns; x++)
        {
            var matches = _keyed;
            for (var c = 0; c < samples; c++)
            {
                var value = Sample(row, x * samples + c);
                matches = matches && value == _transparent[c];
                result[x * step + c] = Scale(value);
            }

            if (_keyed)
                result[x * step + samples] = matches ? (byte)0 : (byte)255;
        }
    }

    private void ExpandWords(ReadOnlySpan<byte> row, int columns, Span<ushort> result, int step)
    {
        var samples = Header.Samples;
        if (!_keyed && step == Channels)
        {
            var words = MemoryMarshal.Cast<byte, ushort>(row[..(2 * columns * samples)]);
            if (BitConverter.IsLittleEndian)
                BinaryPrimitives.ReverseEndianness(words, result);
            else
                words.CopyTo(result);
            return;
        }

        for (var x = 0; x < columns; x++)
        {
            var matches = _keyed;
            for (var c = 0; c < samples; c++)
            {
                var value = BinaryPrimitives.ReadUInt16BigEndian(row[(2 * (x * samples + c))..]);
                matches = matches && value == _transparent[c];
                result[x * step + c] = value;
            }

            if (_keyed)
                result[x * step + samples] = matches ? (ushort)0 : ushort.MaxValue;
        }
    }

    /// <summary>The value at an index, most significant bits first.</summary>
    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        var depth = Header.BitDepth;
        if (depth == 8)
            return row[index];

        var bit = index * depth;
        return (row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }

    private byte Scale(int value) => Header.BitDepth switch
    {
        1 => (byte)(value * 255),
        2 => (byte)(value * 85),
        4 => (byte)(value * 17),
        _ => (byte)value,
    };
}
