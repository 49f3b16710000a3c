namespace Vireo.Vision.Imaging;

/// <summary>Tells the format of a file from its first bytes; names and extensions lie.</summary>
internal static class FormatSniffer
{
    public static ImageFormat Identify(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, ..] => ImageFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ImageFormat.Png,
        [(byte)'B', (byte)'M', ..] when bytes.Length >= 18 && IsBitmapHeader(bytes) => ImageFormat.Bmp,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => ImageFormat.Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] =>
            ImageFormat.WebP,
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => ImageFormat.Tiff,
        [(byte)'P', >= (byte)'1' and <= (byte)'7' or (byte)'F' or (byte)'f', 9 or 10 or 13 or 32, ..] =>
            ImageFormat.Pnm,
        [0, 0, 1 or 2, 0, not 0, 0, ..] => ImageFormat.Ico,
        [0xFF, 0x4F, 0xFF, 0x51, ..] or [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] =>
            ImageFormat.Jpeg2000,
        [0, 0, 0, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => ImageFormat.Avif,
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => ImageFormat.Psd,
        [(byte)'D', (byte)'D', (byte)'S', (byte)' ', ..] => ImageFormat.Dds,
        _ => IsSvg(bytes) ? ImageFormat.Svg : IsTga(bytes) ? ImageFormat.Tga : ImageFormat.Unknown,
    };

    /// <summary>Two letters are a weak signature; the size of the header behind them makes it a strong one.</summary>
    private static bool IsBitmapHeader(ReadOnlySpan<byte> bytes) => bytes[16] == 0 && bytes[17] == 0;

    /// <summary>There is no signature: the fields of the header must all make sense.</summary>
    private static bool IsTga(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 18 && (bytes[1], bytes[2]) is (1, 1 or 9) or (0 or 1, 2 or 3 or 10 or 11)
        && (bytes[12] | bytes[13]) != 0 && (bytes[14] | bytes[15]) != 0
        && bytes[16] is 8 or 15 or 16 or 24 or 32 && bytes[17] < 64
        && (bytes[1] == 0 ? bytes[7] == 0 : bytes[7] is 15 or 16 or 24 or 32);

    private static bool IsSvg(ReadOnlySpan<byte> bytes)
    {
        var start = bytes[..Math.Min(bytes.Length, 1024)];
        return start.IndexOf("<svg"u8) >= 0;
    }
}
