namespace Vireo.Vision.Imaging.Bmp;

/// <summary>Unpacks RLE8 and RLE4; pixels that are skipped keep index 0.</summary>
internal static class BmpRunLengths
{
    /// <summary>Pictures up to this size may be almost empty; larger ones must have data for at least 1/128 of a byte
    /// per pixel, the densest that two bytes can mean.</summary>
    private const long FreePixels = 4_000_000;

    public static byte[] Decode(ImageBytes image, BmpHeader header)
    {
        var data = image.Data.AsSpan(header.PixelOffset);
        var (width, height) = (header.Size.Width, header.Size.Height);
        var pixels = (long)width * height;
        if (pixels > FreePixels && pixels > data.Length * 128L)
            throw image.Damaged($"its {data.Length} bytes of pixel data cannot hold {header.Size} pixels");

        var indices = new byte[checked((int)pixels)];
        var (x, y, at) = (0, 0, 0);
        while (y < height)
        {
            if (at + 2 > data.Length)
            {
                // Many writers leave the end mark out after a complete last row.
                if (y == height - 1 && x == width)
                    break;
                throw image.Damaged($"its run-length data ends in row {y} of {height}");
            }

            var (count, value) = (data[at], data[at + 1]);
            at += 2;
            if (count > 0)
            {
                var row = Run(image, indices, header, x, y, count);
                for (var i = 0; i < row.Length; i++)
                    row[i] = Index(header, value, i);
                x += count;
            }
            else if (value == 0)
                (x, y) = (0, y + 1);
            else if (value == 1)
                break;
            else if (value == 2)
                (x, y, at) = Skip(image, header, data, x, y, at);
            else
            {
                at = Literal(image, header, data, at, Run(image, indices, header, x, y, value));
                x += value;
            }
        }

        return indices;
    }

    /// <summary>In RLE4 a byte holds two indices that alternate.</summary>
    private static byte Index(BmpHeader header, byte value, int i) =>
        header.Bits == 8 ? value : (i & 1) == 0 ? (byte)(value >> 4) : (byte)(value & 15);

    private static Span<byte> Run(ImageBytes image, byte[] indices, BmpHeader header, int x, int y, int count)
    {
        var (width, height) = (header.Size.Width, header.Size.Height);
        if (x + count > width)
            throw image.Damaged($"a run of {count} pixels at column {x} leaves the row of {width}");

        return indices.AsSpan((header.TopDown ? y : height - 1 - y) * width + x, count);
    }

    private static (int X, int Y, int At) Skip(
        ImageBytes image, BmpHeader header, ReadOnlySpan<byte> data, int x, int y, int at)
    {
        if (at + 2 > data.Length)
            throw image.Damaged("its run-length data ends in a skip");
        (x, y) = (x + data[at], y + data[at + 1]);
        if (x > header.Size.Width || y >= header.Size.Height)
            throw image.Damaged("its run-length data skips out of the picture");

        return (x, y, at + 2);
    }

    private static int Literal(ImageBytes image, BmpHeader header, ReadOnlySpan<byte> data, int at, Span<byte> row)
    {
        var bytes = (row.Length * header.Bits + 7) / 8;
        if (at + bytes > data.Length)
            throw image.Damaged("its run-length data ends within literal pixels");
        for (var i = 0; i < row.Length; i++)
            row[i] = Index(header, data[at + i * header.Bits / 8], i);

        // Literal pixels are padded to whole 16-bit words.
        return at + bytes + (bytes & 1);
    }
}
