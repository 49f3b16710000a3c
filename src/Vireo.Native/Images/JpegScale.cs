namespace Vireo.Native;

/// <summary>A reduced size at which a file is decoded: n/8 for n from 1 to 16.</summary>
/// <param name="Numerator">Numerator.</param>
/// <param name="Denominator">Denominator.</param>
public readonly record struct JpegScale(int Numerator, int Denominator)
{
    /// <summary>The size in the file.</summary>
    public static JpegScale Full => new(1, 1);

    /// <summary>A width or height at this scale, rounded up.</summary>
    public int Of(int length) => checked((int)(((long)length * Numerator + Denominator - 1) / Denominator));

    /// <summary>Whether the library can decode at this scale.</summary>
    public bool IsValid => Numerator > 0 && Denominator > 0 && Numerator * 8L % Denominator == 0
        && Numerator * 8L / Denominator <= 16;
}
