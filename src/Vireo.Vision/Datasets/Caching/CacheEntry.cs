using System.Buffers.Binary;
using Vireo.Files;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Datasets.Caching;

/// <summary>A picture as a file of a cache: mark, key, width, height, channels, checksum of all else, pixels.</summary>
internal static class CacheEntry
{
    public const int HeaderBytes = 52;

    private const int KeyAt = 4, SizeAt = 36, ChecksumAt = 48, MostSide = 1 << 20;
    private static readonly byte[] _mark = "VIC1"u8.ToArray();

    /// <summary>Bytes of the file of a picture.</summary>
    public static long Bytes(Image image) => HeaderBytes + (long)image.Pixels.Length;

    public static void Write(Stream stream, ReadOnlySpan<byte> key, Image image)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        _mark.CopyTo(header);
        key.CopyTo(header[KeyAt..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[SizeAt..], image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(header[(SizeAt + 4)..], image.Height);
        BinaryPrimitives.WriteInt32LittleEndian(header[(SizeAt + 8)..], image.Channels);
        var checksum = Crc32C.Of(image.Pixels, Crc32C.Of(header[..ChecksumAt]));
        BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumAt..], checksum);
        stream.Write(header);
        stream.Write(image.Pixels);
    }

    /// <summary>The picture; null where the file is not whole, or is that of another key.</summary>
    public static Image? Read(Stream stream, ReadOnlySpan<byte> key)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes) return null;
        if (!header.StartsWith(_mark) || !header[KeyAt..SizeAt].SequenceEqual(key)) return null;
        var width = BinaryPrimitives.ReadInt32LittleEndian(header[SizeAt..]);
        var height = BinaryPrimitives.ReadInt32LittleEndian(header[(SizeAt + 4)..]);
        var channels = BinaryPrimitives.ReadInt32LittleEndian(header[(SizeAt + 8)..]);
        if (width is < 1 or > MostSide || height is < 1 or > MostSide || channels is not (1 or 3 or 4)) return null;
        // No more is allocated than the file holds.
        var bytes = (long)width * height * channels;
        if (bytes > Array.MaxLength || stream.Length != HeaderBytes + bytes) return null;
        var pixels = GC.AllocateUninitializedArray<byte>((int)bytes);
        if (stream.ReadAtLeast(pixels, pixels.Length, throwOnEndOfStream: false) < pixels.Length) return null;
        var checksum = Crc32C.Of(pixels, Crc32C.Of(header[..ChecksumAt]));
        return checksum == BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumAt..])
            ? new(width, height, channels, pixels) : null;
    }
}
