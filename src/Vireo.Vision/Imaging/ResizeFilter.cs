namespace Vireo.Vision.Imaging;

/// <summary>The filter curves, as functions of the distance in (stretched) source pixels.</summary>
internal static class ResizeFilter
{
    public static double Radius(Interpolation interpolation, bool antiAlias) => interpolation switch
    {
        Interpolation.Box => 0.5,
        Interpolation.Bilinear or Interpolation.Hamming => 1,
        Interpolation.Bicubic => 2,
        Interpolation.Lanczos => antiAlias ? 3 : 4,
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "This has no filter."),
    };

    public static double Value(Interpolation interpolation, bool antiAlias, double x) => interpolation switch
    {
        Interpolation.Box => x is > -0.5 and <= 0.5 ? 1 : 0,
        Interpolation.Bilinear => Math.Max(0, 1 - Math.Abs(x)),
        Interpolation.Hamming => Math.Abs(x) < 1 ? Sinc(x) * (0.54 + 0.46 * Math.Cos(Math.PI * x)) : 0,
        Interpolation.Bicubic => Cubic(Math.Abs(x), antiAlias ? -0.5 : -0.75),
        _ => Lanczos(x, antiAlias ? 3 : 4),
    };

    /// <summary>Keys 1981, "Cubic convolution interpolation for digital image processing".</summary>
    private static double Cubic(double x, double a) => x switch
    {
        < 1 => ((a + 2) * x - (a + 3)) * x * x + 1,
        < 2 => ((x - 5) * x + 8) * x * a - 4 * a,
        _ => 0,
    };

    private static double Lanczos(double x, double radius) => Math.Abs(x) < radius ? Sinc(x) * Sinc(x / radius) : 0;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
