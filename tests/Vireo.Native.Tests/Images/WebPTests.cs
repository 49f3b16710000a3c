namespace Vireo.Native.Tests;

public class WebPTests
{
    /// <summary>One lossless orange pixel, put together from the words of the specification: no transform, no cache,
    /// five codes of a single symbol each.</summary>
    private static readonly byte[] _orange =
    [
        .. "RIFF"u8, 24, 0, 0, 0, .. "WEBPVP8L"u8, 12, 0, 0, 0, 0x2F, 0, 0, 0, 0,
        .. Bits("0 0 0 1 0 1 10000000 1 0 1 11111111 1 0 1 00000000 1 0 1 11111111 1 0 0 0"),
    ];

    [SkippableFact]
    public void A_picture_decodes_to_its_pixels()
    {
        NeedLibrary();
        var pixels = new byte[4];

        Assert.True(WebP.TryDecode(_orange, pixels.AsSpan(0, 3), 1, 3));
        Assert.Equal([255, 128, 0], pixels[..3]);
        Assert.True(WebP.TryDecode(_orange, pixels, 1, 4));
        Assert.Equal([255, 128, 0, 255], pixels);
    }

    [SkippableFact]
    public void What_is_no_picture_or_has_no_room_is_refused()
    {
        NeedLibrary();
        Assert.False(WebP.TryDecode([], new byte[4], 1, 4));
        Assert.False(WebP.TryDecode(_orange.AsSpan(0, 24), new byte[4], 1, 4));
        Assert.False(WebP.TryDecode(_orange, new byte[3], 1, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => WebP.TryDecode(_orange, new byte[4], 1, 2));
    }

    /// <summary>Each word is a number with its highest bit first; the stream has the lowest first.</summary>
    private static byte[] Bits(string words)
    {
        var bits = string.Concat(words.Split(' ').Select(word => string.Concat(word.Reverse())));
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '0');
        return [.. bits.Chunk(8).Select(byte8 => Convert.ToByte(string.Concat(byte8.Reverse()), 2))];
    }

    private static void NeedLibrary() => Need.Library(WebP.IsAvailable, $"libwebp: {WebP.Reason}");
}
