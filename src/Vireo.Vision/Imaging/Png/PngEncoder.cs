using System.Buffers.Binary;
using System.IO.Compression;

namespace Vireo.Vision.Imaging.Png;

/// <summary>Writes 8-bit PNG: grey, RGB or RGBA; each row takes the filter with the smallest sum of absolute
/// values.</summary>
internal static class PngEncoder
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Encode(Image image)
    {
        using var file = new MemoryStream();
        file.Write(Signature);

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = (byte)(image.Channels switch { 1 => PngColour.Grey, 3 => PngColour.Rgb, _ => PngColour.Rgba });
        header[10..].Clear();
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(image));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(Image image)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var length = image.Width * image.Channels;
            var (best, trial) = (new byte[length + 1], new byte[length + 1]);
            ReadOnlySpan<byte> above = new byte[length];
            for (var y = 0; y < image.Height; y++)
            {
                var row = image.Row(y);
                var least = long.MaxValue;
                for (var filter = 0; filter < 5; filter++)
                {
                    trial[0] = (byte)filter;
                    var cost = PngFilter.Apply(filter, row, above, image.Channels, trial.AsSpan(1));
                    if (cost < least)
                        (least, best, trial) = (cost, trial, best);
                }

                stream.Write(best);
                above = row;
            }
        }

        return packed.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        var chunk = new byte[body.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        type.CopyTo(chunk.AsSpan(4));
        body.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(
            chunk.AsSpan(body.Length + 8), Crc32.Of(chunk.AsSpan(4, body.Length + 4)));
        file.Write(chunk);
    }
}
