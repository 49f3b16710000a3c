namespace Vireo.Vision.Imaging;

/// <summary>What a decoder found: 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha.</summary>
internal readonly record struct Raster(int Width, int Height, int Channels, byte[] Pixels)
{
    /// <summary>Applies the channel rules stated at <see cref="DecodeOptions.Channels"/>.</summary>
    public Image ToImage(int channels)
    {
        if (Channels == channels)
            return new(Width, Height, channels, Pixels);

        var result = GC.AllocateUninitializedArray<byte>(checked(Width * Height * channels));
        switch (channels)
        {
            case 1:
                ToGrey(result);
                break;
            case 3:
                ToColour(result);
                break;
            case 4:
                ToColourAndAlpha(result);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(channels), channels, "An image has 1, 3 or 4 channels.");
        }

        return new(Width, Height, channels, result);
    }

    /// <summary>One value over white: <c>(v·a + 255·(255 − a)) / 255</c>, rounded.</summary>
    private static byte OverWhite(int value, int alpha) =>
        (byte)((value * alpha + 255 * (255 - alpha) + 127) / 255);

    private void ToColour(Span<byte> result)
    {
        var source = Pixels;
        for (int i = 0, o = 0; o < result.Length; i += Channels, o += 3)
        {
            if (Channels == 4)
                for (var c = 0; c < 3; c++)
                    result[o + c] = OverWhite(source[i + c], source[i + 3]);
            else
                result.Slice(o, 3).Fill(Channels == 2 ? OverWhite(source[i], source[i + 1]) : source[i]);
        }
    }

    private void ToColourAndAlpha(Span<byte> result)
    {
        var source = Pixels;
        for (int i = 0, o = 0; o < result.Length; i += Channels, o += 4)
        {
            if (Channels == 3)
                source.AsSpan(i, 3).CopyTo(result[o..]);
            else
                result.Slice(o, 3).Fill(source[i]);
            result[o + 3] = Channels == 2 ? source[i + 1] : (byte)255;
        }
    }

    private void ToGrey(Span<byte> result)
    {
        var source = Pixels;
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
