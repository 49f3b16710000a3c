namespace Vireo.Vision.Imaging;

/// <summary>Conversions to narrower types that cut off instead of wrapping round.</summary>
internal static class Saturate
{
    /// <summary>Rounded half to even, cut off at 0 and 255; NaN is 0.</summary>
    public static byte ToByte(float value) =>
        float.IsNaN(value) ? (byte)0 : (byte)Math.Clamp(MathF.Round(value), 0, 255);

    /// <summary>Rounded half to even, cut off at 0 and 255; NaN is 0.</summary>
    public static byte ToByte(double value) =>
        double.IsNaN(value) ? (byte)0 : (byte)Math.Clamp(Math.Round(value), 0, 255);

    /// <summary>Cut off at 0 and 255.</summary>
    public static byte ToByte(int value) => (byte)Math.Clamp(value, 0, 255);

    /// <summary>Rounded half to even, cut off at the ends of the type; NaN is the lower end, as x86 has it.</summary>
    public static int ToInt(double value) =>
        double.IsNaN(value) ? int.MinValue : (int)Math.Clamp(Math.Round(value), int.MinValue, int.MaxValue);

    /// <summary>Cut off at the ends of the type.</summary>
    public static short ToShort(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
