using System.Buffers.Binary;
using System.IO.Compression;
using Vireo.Vision.Imaging;
using Vireo.Vision.Tests.Imaging;

namespace Vireo.Vision.Tests.Lint;

/// <summary>Sharp, well-lit pictures of which no two are alike, and ways to spoil them.</summary>
internal static class Pictures
{
    public const int Side = 96;

    private static readonly (int R, int G, int B)[] Grounds = [(170, 90, 80), (80, 150, 90), (80, 100, 170), (150, 150, 70)];

    /// <summary>Discs of all colours on the ground of a class.</summary>
    public static Image Make(ulong seed, int label = 0, int darker = 0, int side = Side)
    {
        var rng = new Rng(seed, stream: 77);
        var ground = Grounds[label % Grounds.Length];
        var pixels = new byte[side * side * 3];
        for (var i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = ((byte)ground.R, (byte)ground.G, (byte)ground.B);
        for (var disc = 0; disc < 26; disc++)
        {
            int x = rng.Below(side), y = rng.Below(side), radius = 2 + rng.Below(side / 11);
            byte[] colour = [(byte)(60 + rng.Below(140)), (byte)(60 + rng.Below(140)), (byte)(60 + rng.Below(140))];
            for (var v = Math.Max(0, y - radius); v < Math.Min(side, y + radius); v++)
                for (var u = Math.Max(0, x - radius); u < Math.Min(side, x + radius); u++)
                    if ((u - x) * (u - x) + (v - y) * (v - y) < radius * radius)
                        colour.CopyTo(pixels, (v * side + u) * 3);
        }

        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(pixels[i] - darker + (int)(5 * rng.Normal()), 12, 243);
        return new(side, side, 3, pixels);
    }

    public static byte[] Png(Image image) => ImageFile.EncodePng(image);

    public static Image Map(Image image, Func<byte, int, byte> change) =>
        new(image.Width, image.Height, image.Channels, [.. image.Pixels.ToArray().Select(change)]);

    public static Image Blurred(Image image) => image.Resize(10, 10).Resize(image.Width, image.Height, Interpolation.Bicubic);

    /// <summary>The same values, 16 bits each.</summary>
    public static byte[] Deep(Image image)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < image.Height; y++)
            {
                stream.WriteByte(0);
                foreach (var value in image.Row(y)) stream.Write([value, value]);
            }
        }

        return TestPng.Header(image.Width, image.Height, 2, 16, false, packed.ToArray());
    }

    /// <summary>A JPEG that says it must be turned by a quarter.</summary>
    public static byte[] Rotated(Image image)
    {
        var jpeg = ImageFile.EncodeJpeg(image, 92);
        byte[] exif =
        [
            .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        ];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [0xFF, 0xD8, 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];
    }
}
