using System.Buffers.Binary;
using System.Numerics;

namespace Vireo.Vision.Imaging.Bmp;

/// <summary>The headers of a Windows or OS/2 bitmap, checked.</summary>
internal sealed record BmpHeader
{
    private const int FileHeader = 14;
    private const int CoreSize = 12;

    public required ImageSize Size { get; init; }

    /// <summary>Rows are stored from the top; otherwise from the bottom.</summary>
    public required bool TopDown { get; init; }

    public required int Bits { get; init; }

    /// <summary>0 plain, 1 RLE8, 2 RLE4, 3 bit fields, 6 bit fields with alpha.</summary>
    public required uint Compression { get; init; }

    /// <summary>Where the pixels begin in the file.</summary>
    public required int PixelOffset { get; init; }

    /// <summary>Entries of blue, green, red and (but for OS/2 1.x) a fourth byte.</summary>
    public required ReadOnlyMemory<byte> Palette { get; init; }

    public required int PaletteStep { get; init; }

    /// <summary>Bits of red, green, blue and alpha in a pixel of 16 or 32 bits.</summary>
    public required (uint Red, uint Green, uint Blue, uint Alpha) Masks { get; init; }

    /// <summary>Bytes of a stored row, padded to four.</summary>
    public long RowBytes => ((long)Size.Width * Bits + 31) / 32 * 4;

    public static BmpHeader Parse(ImageBytes image)
    {
        var data = image.Data;
        var headerSize = U32(data, FileHeader);
        if (headerSize is not (CoreSize or 16 or 40 or 52 or 56 or 64 or 108 or 124))
            throw image.Damaged($"the bitmap header declares a size of {headerSize} bytes");
        if (data.Length < FileHeader + headerSize)
            throw image.CutOff("the file ends within the bitmap header");

        var core = headerSize == CoreSize;
        long width = core ? U16(data, 18) : (int)U32(data, 18);
        long height = core ? U16(data, 20) : (int)U32(data, 22);
        var planes = U16(data, core ? 22 : 26);
        var bits = U16(data, core ? 24 : 28);
        var compression = headerSize < 40 ? 0 : U32(data, 30);
        var size = image.CheckedSize(width, Math.Abs(height));
        if (planes != 1)
            throw image.Damaged($"the bitmap header declares {planes} planes instead of 1");
        CheckKind(image, bits, compression, headerSize);

        var masks = ReadMasks(image, bits, compression, (int)headerSize, out var tableStart);
        var offset = U32(data, 10);
        if (offset < tableStart || offset > data.Length)
            throw image.Damaged($"the pixels of the bitmap would begin at byte {offset} of {data.Length}");

        var step = core ? 3 : 4;
        return new()
        {
            Size = size, TopDown = height < 0, Bits = bits, Compression = compression, PixelOffset = (int)offset,
            Masks = masks, PaletteStep = step,
            Palette = bits > 8 ? default
                : ReadPalette(image, bits, headerSize < 40 ? 0 : U32(data, 46), tableStart, (int)offset, step),
        };
    }

    private static void CheckKind(ImageBytes image, int bits, uint compression, uint headerSize)
    {
        // OS/2 2.x uses the numbers 3 and 4 for Huffman and 24-bit run lengths.
        if (compression is 4 or 5 || (headerSize is 16 or 64 && compression > 2))
            throw image.Unsupported($"unsupported bitmap compression {compression}");

        var valid = compression switch
        {
            0 => bits is 1 or 2 or 4 or 8 or 16 or 24 or 32,
            1 => bits == 8,
            2 => bits == 4,
            3 or 6 => bits is 16 or 32,
            _ => false,
        };
        if (!valid)
            throw image.Damaged($"a bitmap of {bits} bits with compression {compression} does not exist");
    }

    private static (uint Red, uint Green, uint Blue, uint Alpha) ReadMasks(
        ImageBytes image, int bits, uint compression, int headerSize, out int tableStart)
    {
        tableStart = FileHeader + headerSize;
        if (compression is not (3 or 6))
            return bits == 16 ? (0x7C00u, 0x03E0u, 0x001Fu, 0u) : (0xFF0000u, 0xFF00u, 0xFFu, 0u);

        var hasAlpha = headerSize >= 56 || compression == 6;
        var needed = 54 + (hasAlpha ? 16 : 12);
        if (image.Data.Length < needed)
            throw image.CutOff("the file ends within the bit masks");

        tableStart = Math.Max(tableStart, needed);
        var (red, green, blue) = (U32(image.Data, 54), U32(image.Data, 58), U32(image.Data, 62));
        var alpha = hasAlpha ? U32(image.Data, 66) : 0;
        foreach (var mask in (ReadOnlySpan<uint>)[red, green, blue, alpha])
        {
            var run = mask >> BitOperations.TrailingZeroCount(mask);
            if (mask != 0 && (run & (run + 1)) != 0)
                throw image.Damaged($"the bit mask 0x{mask:X8} has gaps");
        }

        return (red, green, blue, alpha);
    }

    /// <summary>The table lies between header and pixels; entries that no index can reach are left out.</summary>
    private static ReadOnlyMemory<byte> ReadPalette(
        ImageBytes image, int bits, uint used, int start, int end, int step)
    {
        long entries = used == 0 ? 1 << bits : used;
        // OS/2 files often give the table less room than the full number of colours.
        if (used == 0)
            entries = Math.Min(entries, (end - start) / step);
        if (entries <= 0 || entries > (end - start) / step)
            throw image.Damaged($"its palette of {entries} colours does not fit before the pixels");

        return image.Data.AsMemory(start, (int)Math.Min(entries, 1 << bits) * step);
    }

    private static uint U32(byte[] data, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(offset));

    private static int U16(byte[] data, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(offset));
}
