using System.Runtime.InteropServices;

namespace Vireo.Vision.Imaging;

/// <summary>What a decoder found: 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha; values in the machine's byte
/// order.</summary>
internal readonly record struct Raster(
    int Width, int Height, int Channels, byte[] Pixels, PixelDepth Depth = PixelDepth.U8)
{
    public ImageSize Size => new(Width, Height);

    public int PixelBytes => Channels * BytesOf(Depth);

    public Span<ushort> Words => MemoryMarshal.Cast<byte, ushort>(Pixels.AsSpan());

    public Span<float> Floats => MemoryMarshal.Cast<byte, float>(Pixels.AsSpan());

    public static int BytesOf(PixelDepth depth) => depth switch
    {
        PixelDepth.U8 => 1,
        PixelDepth.U16 => 2,
        _ => 4,
    };

    /// <summary>One row as bytes.</summary>
    public Span<byte> Row(int y) => Pixels.AsSpan(checked(y * Width * PixelBytes), Width * PixelBytes);

    /// <summary>Applies the rules stated at <see cref="DecodedImage.ToImage"/>.</summary>
    public Image ToImage(int channels)
    {
        var narrow = Narrow();
        if (Channels == channels)
            return new(Width, Height, channels, narrow);

        var result = GC.AllocateUninitializedArray<byte>(checked(Width * Height * channels));
        switch (channels)
        {
            case 1:
                ToGrey(narrow, result);
                break;
            case 3:
                ToColour(narrow, result);
                break;
            case 4:
                ToColourAndAlpha(narrow, result);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(channels), channels, "An image has 1, 3 or 4 channels.");
        }

        return new(Width, Height, channels, result);
    }

    /// <summary>One value over white: <c>(v·a + 255·(255 − a)) / 255</c>, rounded.</summary>
    private static byte OverWhite(int value, int alpha) =>
        (byte)((value * alpha + 255 * (255 - alpha) + 127) / 255);

    /// <summary>All values with 8 bits.</summary>
    private byte[] Narrow()
    {
        if (Depth == PixelDepth.U8)
            return Pixels;

        var result = GC.AllocateUninitializedArray<byte>(Width * Height * Channels);
        if (Depth == PixelDepth.U16)
        {
            var words = Words;
            for (var i = 0; i < result.Length; i++)
                result[i] = (byte)((words[i] + 128) / 257);
        }
        else
        {
            var floats = Floats;
            for (var i = 0; i < result.Length; i++)
                result[i] = (byte)(Math.Clamp(float.IsNaN(floats[i]) ? 0 : floats[i], 0, 1) * 255 + 0.5f);
        }

        return result;
    }

    private void ToColour(byte[] source, Span<byte> result)
    {
        for (int i = 0, o = 0; o < result.Length; i += Channels, o += 3)
        {
            if (Channels == 4)
                for (var c = 0; c < 3; c++)
                    result[o + c] = OverWhite(source[i + c], source[i + 3]);
            else
                result.Slice(o, 3).Fill(Channels == 2 ? OverWhite(source[i], source[i + 1]) : source[i]);
        }
    }

    private void ToColourAndAlpha(byte[] source, Span<byte> result)
    {
        for (int i = 0, o = 0; o < result.Length; i += Channels, o += 4)
        {
            if (Channels == 3)
                source.AsSpan(i, 3).CopyTo(result[o..]);
            else
                result.Slice(o, 3).Fill(source[i]);
            result[o + 3] = Channels == 2 ? source[i + 1] : (byte)255;
        }
    }

    private void ToGrey(byte[] source, Span<byte> result)
    {
        for (int i = 0, o = 0; o < result.Length; i += Channels, o++)
        {
            if (Channels == 2)
            {
                result[o] = OverWhite(source[i], source[i + 1]);
                continue;
            }

            // The weights 0.299, 0.587, 0.114 in 16-bit fixed point; they add up to 65536.
            var grey = (source[i] * 19595 + source[i + 1] * 38470 + source[i + 2] * 7471 + 0x8000) >> 16;
            result[o] = Channels == 4 ? OverWhite(grey, source[i + 3]) : (byte)grey;
        }
    }
}
