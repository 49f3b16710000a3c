using System.Buffers.Binary;
using System.IO.Compression;
using Vireo.Vision.Imaging.Png;

namespace Vireo.Vision.Tests.Imaging;

/// <summary>Writes PNG files of every kind, value by value, straight from the words of the specification.</summary>
internal static class TestPng
{
    private const string Adam7 = "1646264677777777565656567777777736463646777777775656565677777777";

    public static byte[] Make(int width, int height, int colour, int depth, bool interlaced)
    {
        var raw = new List<byte>();
        var rowNumber = 0;
        for (var pass = 1; pass <= (interlaced ? 7 : 1); pass++)
        {
            byte[]? above = null;
            for (var y = 0; y < height; y++)
            {
                var columns = Enumerable.Range(0, width)
                    .Where(x => !interlaced || Adam7[(y % 8) * 8 + x % 8] - '0' == pass).ToArray();
                if (columns.Length == 0)
                    continue;

                var row = Pack(columns.SelectMany(x => Values(x, y, colour, depth)), depth);
                var step = Math.Max(1, Samples(colour) * depth / 8);
                Filter(raw, rowNumber++ % 5, row, above ?? new byte[row.Length], step);
                above = row;
            }
        }

        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            stream.Write([.. raw]);
        return Header(width, height, colour, depth, interlaced, packed.ToArray());
    }

    public static byte[] Header(int width, int height, int colour, int depth, bool interlaced, byte[] packed)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colour, (byte)(interlaced ? 1 : 0));
        byte[] palette = [.. Enumerable.Range(0, 3 << Math.Min(depth, 8)).Select(i => (byte)(i * 37))];
        byte[] file = [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR"u8, header)];
        if (colour == 3)
            file = [.. file, .. Chunk("PLTE"u8, palette)];
        // The data is split so that several chunks are met.
        var half = packed.Length / 2;
        return
        [
            .. file, .. Chunk("IDAT"u8, packed[..half]), .. Chunk("IDAT"u8, packed[half..]), .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>RGBA by arithmetic of its own: 16 bits by rounding v / 257 in floating point.</summary>
    public static byte[] Expected(int width, int height, int colour, int depth)
    {
        var result = new List<byte>();
        for (var i = 0; i < width * height; i++)
        {
            var values = Values(i % width, i / width, colour, depth);
            byte[] bytes = [.. values.Select(v => (byte)Math.Round(v * 255.0 / ((1 << depth) - 1)))];
            result.AddRange(colour switch
            {
                0 => [bytes[0], bytes[0], bytes[0], 255],
                2 => [bytes[0], bytes[1], bytes[2], 255],
                3 => [(byte)(values[0] * 111), (byte)(values[0] * 111 + 37), (byte)(values[0] * 111 + 74), 255],
                4 => [bytes[0], bytes[0], bytes[0], bytes[1]],
                _ => bytes,
            });
        }

        return [.. result];
    }

    private static int Samples(int colour) => colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    private static int[] Values(int x, int y, int colour, int depth) =>
        [
            .. Enumerable.Range(0, Samples(colour))
                .Select(c => (x * 7919 + y * 104_729 + c * 1299 + 5) & ((1 << depth) - 1)),
        ];

    private static byte[] Pack(IEnumerable<int> values, int depth)
    {
        var bits = string.Concat(values.Select(value => Convert.ToString(value, 2).PadLeft(depth, '0')));
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '0');
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(8 * i, 8), 2))];
    }

    private static void Filter(List<byte> raw, int filter, byte[] row, byte[] above, int step)
    {
        raw.Add((byte)filter);
        for (var i = 0; i < row.Length; i++)
        {
            int a = i >= step ? row[i - step] : 0, b = above[i], c = i >= step ? above[i - step] : 0;
            var p = a + b - c;
            var nearest = new[] { a, b, c }.MinBy(v => Math.Abs(p - v));
            raw.Add((byte)(row[i] - filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => nearest }));
        }
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] body)
    {
        byte[] chunk = [0, 0, 0, 0, .. type, .. body, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(
            chunk.AsSpan(body.Length + 8), Crc32.Of(chunk.AsSpan(4, body.Length + 4)));
        return chunk;
    }
}
