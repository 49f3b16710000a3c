namespace Vireo.Quantisation;

/// <summary>How numbers are stored as bytes: <c>x ≈ Scale · q</c>, q unsigned where no x is negative.</summary>
/// <param name="DType"><see cref="DType.U8"/> or <see cref="DType.I8"/>.</param>
/// <param name="Scale">Of a step.</param>
internal readonly record struct ByteScale(DType DType, float Scale)
{
    /// <summary>Greatest byte of a symmetric range.</summary>
    public const float Steps = 127;

    private const float UnsignedSteps = 255;

    /// <summary>The finest for a range; -128 is not used, so that ranges are symmetric.</summary>
    public static ByteScale Of(ActivationRange range)
    {
        var type = range.Low < 0 ? DType.I8 : DType.U8;
        var greatest = Math.Max(-range.Low, range.High);
        // What was always zero is stored without loss whatever the step.
        return new(type, greatest > 0 ? greatest / Greatest(type) : 1);
    }

    /// <summary>Steps from zero to the greatest number of a range.</summary>
    public static float Greatest(DType type) => type == DType.I8 ? Steps : UnsignedSteps;

    /// <summary>Smallest and greatest byte.</summary>
    public static (float Low, float High) Limits(DType type) => type == DType.I8 ? (-128, 127) : (0, 255);
}
