using System.Buffers.Binary;

namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>Writes baseline JPEG with the standard tables; colour at half the width and height.</summary>
internal sealed class JpegEncoder
{
    private const int LargestSide = 65_500;
    private readonly List<byte> _file = [];
    private readonly Image _image;
    private readonly int[][] _steps;
    private readonly JpegPlaneCoder[] _coders;

    private JpegEncoder(Image image, int quality)
    {
        _image = image;
        _steps = [Steps(JpegStandardTables.LumaSteps, quality), Steps(JpegStandardTables.ChromaSteps, quality)];
        var bits = new JpegBitWriter(_file);
        _coders = image.Channels == 1 ? [Coder(0)] : [Coder(0), Coder(1), Coder(1)];
        JpegPlaneCoder Coder(int table) => new(bits, _steps[table],
            table == 0 ? JpegStandardTables.LumaDc : JpegStandardTables.ChromaDc,
            table == 0 ? JpegStandardTables.LumaAc : JpegStandardTables.ChromaAc);
        Bits = bits;
    }

    private JpegBitWriter Bits { get; }

    /// <summary>Encodes a grey or colour picture.</summary>
    /// <exception cref="ArgumentException">A side is longer than the format allows.</exception>
    public static byte[] Encode(Image image, int quality)
    {
        if (Math.Max(image.Width, image.Height) > LargestSide)
            throw new ArgumentException($"JPEG has at most {LargestSide} pixels on a side, not {image.Size}.", nameof(image));

        var encoder = new JpegEncoder(image, quality);
        encoder.WriteHeaders();
        encoder.WritePixels();
        encoder.Bits.Flush();
        return [.. encoder._file, 0xFF, 0xD9];
    }

    /// <summary>50 is the table itself, 100 all ones.</summary>
    private static int[] Steps(ReadOnlySpan<byte> table, int quality)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        var steps = new int[64];
        for (var i = 0; i < 64; i++)
            steps[i] = Math.Clamp((table[i] * percent + 50) / 100, 1, 255);

        return steps;
    }

    private void WriteHeaders()
    {
        _file.AddRange([0xFF, 0xD8]);
        Block(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        var planes = _coders.Length;
        for (var t = 0; t < Math.Min(planes, 2); t++)
            Block(0xDB, [(byte)t, .. _steps[t].Select(step => (byte)step)]);

        var frame = new List<byte> { 8, 0, 0, 0, 0, (byte)planes };
        var scan = new List<byte> { (byte)planes };
        for (var c = 0; c < planes; c++)
        {
            var table = (byte)Math.Min(c, 1);
            frame.AddRange([(byte)(c + 1), c == 0 && planes > 1 ? (byte)0x22 : (byte)0x11, table]);
            scan.AddRange([(byte)(c + 1), (byte)(table << 4 | table)]);
        }

        byte[] header = [.. frame];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(1), (ushort)_image.Height);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(3), (ushort)_image.Width);
        Block(0xC0, header);
        Block(0xC4, [0x00, .. JpegStandardTables.LumaDc]);
        Block(0xC4, [0x10, .. JpegStandardTables.LumaAc]);
        if (planes > 1)
        {
            Block(0xC4, [0x01, .. JpegStandardTables.ChromaDc]);
            Block(0xC4, [0x11, .. JpegStandardTables.ChromaAc]);
        }

        Block(0xDA, [.. scan, 0, 63, 0]);
    }

    private void Block(byte marker, byte[] body) =>
        _file.AddRange([0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body]);

    private void WritePixels()
    {
        Span<float> unit = stackalloc float[256];
        Span<float> block = stackalloc float[64];
        if (_coders.Length == 1)
        {
            for (var y = 0; y < _image.Height; y += 8)
                for (var x = 0; x < _image.Width; x += 8)
                {
                    for (var i = 0; i < 64; i++)
                        block[i] = Pixel(x + (i & 7), y + (i >> 3))[0] - 128;
                    _coders[0].Write(block);
                }

            return;
        }

        for (var y = 0; y < _image.Height; y += 16)
            for (var x = 0; x < _image.Width; x += 16)
                WriteUnit(x, y, unit, block);
    }

    /// <summary>Four blocks of luminance and one of each colour difference, for 16×16 pixels.</summary>
    private void WriteUnit(int left, int top, Span<float> luma, Span<float> block)
    {
        Span<float> blue = stackalloc float[64];
        Span<float> red = stackalloc float[64];
        blue.Clear();
        red.Clear();
        for (var y = 0; y < 16; y++)
            for (var x = 0; x < 16; x++)
            {
                var pixel = Pixel(left + x, top + y);
                float r = pixel[0], g = pixel[1], b = pixel[2];
                luma[(y >> 3 << 1 | x >> 3) * 64 + (y & 7) * 8 + (x & 7)] = 0.299f * r + 0.587f * g + 0.114f * b - 128;
                var at = (y >> 1) * 8 + (x >> 1);
                blue[at] += (-0.168736f * r - 0.331264f * g + 0.5f * b) / 4;
                red[at] += (0.5f * r - 0.418688f * g - 0.081312f * b) / 4;
            }

        for (var i = 0; i < 4; i++)
        {
            luma.Slice(64 * i, 64).CopyTo(block);
            _coders[0].Write(block);
        }

        _coders[1].Write(blue);
        _coders[2].Write(red);
    }

    /// <summary>The last column and row go on beyond the edge.</summary>
    private ReadOnlySpan<byte> Pixel(int x, int y) =>
        _image.Row(Math.Min(y, _image.Height - 1))[(Math.Min(x, _image.Width - 1) * _image.Channels)..];
}
