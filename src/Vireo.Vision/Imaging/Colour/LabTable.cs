namespace Vireo.Vision.Imaging.Colour;

/// <summary>L*a*b* of floating-point RGB from a table of 33 x 33 x 33 colours, with trilinear interpolation in 1/512 of
/// each axis: OpenCV's rule. The exact formula differs by up to about 0.3.</summary>
internal static class LabTable
{
    private const int Side = 33, BaseBits = 14, CellBits = 9, FractionBits = 4;
    private const double WhiteX = 0.950456, WhiteZ = 1.088754;

    /// <summary>[R, G, B, (L, a, b)] in 1/16384 of their ranges of 100, 256 and 256.</summary>
    private static readonly Lazy<short[]> s_table = new(Made);

    public static (float L, float A, float B) At(float r, float g, float b)
    {
        var (red, green, blue) = (Fixed(r), Fixed(g), Fixed(b));
        Span<int> sums = [0, 0, 0];
        for (var corner = 0; corner < 8; corner++)
        {
            var (x, y, z) = (Share(red, corner & 1), Share(green, corner >> 1 & 1), Share(blue, corner >> 2));
            var weight = x.Weight * y.Weight * z.Weight;
            var at = 3 * ((x.Knot * Side + y.Knot) * Side + z.Knot);
            for (var c = 0; c < 3; c++)
                sums[c] += weight * s_table.Value[at + c];
        }

        return (Unit(sums[0]) * 100, Unit(sums[1]) * 256 - 128, Unit(sums[2]) * 256 - 128);
    }

    private static int Fixed(float value) => Saturate.ToInt(Math.Clamp(value, 0, 1) * (1 << BaseBits));

    private static (int Knot, int Weight) Share(int position, int upper)
    {
        var fraction = (position >> (CellBits - FractionBits)) & ((1 << FractionBits) - 1);
        var knot = Math.Min((position >> CellBits) + upper, Side - 1);
        return (knot, upper == 1 ? fraction : (1 << FractionBits) - fraction);
    }

    private static float Unit(int sum) =>
        ((sum + (1 << (3 * FractionBits - 1))) >> (3 * FractionBits)) * (1f / (1 << BaseBits));

    private static short[] Made()
    {
        var table = new short[Side * Side * Side * 3];
        for (var i = 0; i < table.Length; i += 3)
        {
            var (r, g, b) = (Light(i / 3 / Side / Side), Light(i / 3 / Side % Side), Light(i / 3 % Side));
            // In single precision, as the numbers that are rounded next are in OpenCV.
            var x = Root(
                r * (float)(0.412453 / WhiteX) + g * (float)(0.357580 / WhiteX) + b * (float)(0.180423 / WhiteX));
            var light = r * 0.212671f + g * 0.715160f + b * 0.072169f;
            var z = Root(
                r * (float)(0.019334 / WhiteZ) + g * (float)(0.119193 / WhiteZ) + b * (float)(0.950227 / WhiteZ));
            var y = Root(light);
            var lightness = light > 216f / 24389 ? 116 * y - 16 : 24389f / 27 * light;
            table[i] = (short)MathF.Round((1 << BaseBits) * lightness / 100);
            table[i + 1] = (short)MathF.Round((1 << BaseBits) * (500 * (x - y) + 128) / 256);
            table[i + 2] = (short)MathF.Round((1 << BaseBits) * (200 * (y - z) + 128) / 256);
        }

        return table;

        static float Light(int knot) => (float)UniformColour.ToLight(knot / (Side - 1.0));

        static float Root(float value) => (float)UniformColour.Root(value);
    }
}
