namespace Vireo.Vision.Imaging.WebP;

/// <summary>One change to undo.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Size">Size of the picture before it.</param>
/// <param name="Bits">Logarithm of the side of its tiles, or of the pixels that share one value.</param>
/// <param name="Data">One value for each tile, or the palette.</param>
internal sealed record Vp8LTransform(Vp8LTransformKind Kind, ImageSize Size, int Bits, uint[] Data)
{
    /// <summary>Width of the picture that was coded.</summary>
    public int StoredWidth =>
        Kind == Vp8LTransformKind.Palette ? (Size.Width + (1 << Bits) - 1) >> Bits : Size.Width;

    private int TilesAcross => (Size.Width + (1 << Bits) - 1) >> Bits;

    /// <summary>The sum of two pixels, value by value.</summary>
    public static uint Add(uint a, uint b) =>
        ((a & 0xFF00FF00) + (b & 0xFF00FF00) & 0xFF00FF00) | ((a & 0x00FF00FF) + (b & 0x00FF00FF) & 0x00FF00FF);

    public uint[] Undo(uint[] pixels)
    {
        switch (Kind)
        {
            case Vp8LTransformKind.Predict:
                Vp8LPrediction.Undo(pixels, Size.Width, Data, Bits, TilesAcross);
                break;
            case Vp8LTransformKind.CrossColour:
                UndoCrossColour(pixels);
                break;
            case Vp8LTransformKind.SubtractGreen:
                for (var i = 0; i < pixels.Length; i++)
                {
                    var green = pixels[i] >> 8 & 255;
                    pixels[i] = Add(pixels[i], green << 16 | green);
                }

                break;
            default:
                return Expand(pixels);
        }

        return pixels;
    }

    private void UndoCrossColour(uint[] pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i % Size.Width, i / Size.Width);
            var factors = Data[(y >> Bits) * TilesAcross + (x >> Bits)];
            var pixel = pixels[i];
            var green = (sbyte)(pixel >> 8);
            var red = (byte)((pixel >> 16) + Product((sbyte)factors, green));
            var blue = (byte)(pixel + Product((sbyte)(factors >> 8), green) + Product((sbyte)(factors >> 16), (sbyte)red));
            pixels[i] = (pixel & 0xFF00FF00) | (uint)red << 16 | blue;
        }
    }

    private static int Product(sbyte factor, sbyte colour) => factor * colour >> 5;

    /// <summary>Indices to colours; what lies beyond the palette is transparent black.</summary>
    private uint[] Expand(uint[] pixels)
    {
        var (stored, bits) = (StoredWidth, 8 >> Bits);
        var result = new uint[Size.Width * Size.Height];
        for (var y = 0; y < Size.Height; y++)
            for (var x = 0; x < Size.Width; x++)
            {
                var packed = pixels[y * stored + (x >> Bits)] >> 8 & 255;
                var index = packed >> ((x & ((1 << Bits) - 1)) * bits) & ((1u << bits) - 1);
                result[y * Size.Width + x] = index < Data.Length ? Data[index] : 0;
            }

        return result;
    }
}
