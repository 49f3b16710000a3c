namespace Vireo.Vision.Imaging.Geometry;

/// <summary>How <see cref="ImageWarp"/> takes its values.</summary>
public sealed record WarpOptions
{
    /// <summary>Bilinear, black outside.</summary>
    public static WarpOptions Default { get; } = new();

    /// <summary>Nearest, bilinear, bicubic (a = −0.75) or Lanczos (radius 4). Nothing is antialiased: shrink by
    /// <see cref="ImageResize"/> first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to another.</exception>
    public Interpolation Interpolation
    {
        get;
        init => field = value is Interpolation.Nearest or Interpolation.Bilinear or Interpolation.Bicubic
            or Interpolation.Lanczos ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, "A warp is nearest, bilinear, bicubic or Lanczos.");
    } = Interpolation.Bilinear;

    /// <summary>What lies beyond the edge.</summary>
    public PadMode Border { get; init; } = PadMode.Constant;

    /// <summary>The colour beyond the edge with <see cref="PadMode.Constant"/>; grey pictures take its red, alpha is
    /// 0.</summary>
    public Rgb Fill { get; init; }
}
