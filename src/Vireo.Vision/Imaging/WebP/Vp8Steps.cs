namespace Vireo.Vision.Imaging.WebP;

/// <summary>Steps of quantisation: first and other coefficients of luminance, of its own first ones, and of
/// colour.</summary>
internal readonly record struct Vp8Steps(int Dc, int Ac, int MeanDc, int MeanAc, int ColourDc, int ColourAc)
{
    /// <param name="level">Index into the tables.</param>
    /// <param name="deltas">What is added to it for all but the second.</param>
    public static Vp8Steps Of(int level, int[] deltas) => new(
        Step(level + deltas[0]), Long(level), 2 * Step(level + deltas[1]),
        Math.Max(8, Long(level + deltas[2]) * 155 / 100), Step(level + deltas[3], 117), Long(level + deltas[4]));

    private static int Step(int index, int largest = 127) => Vp8Tables.DcSteps[Math.Clamp(index, 0, largest)];

    private static int Long(int index) => Vp8Tables.AcSteps[Math.Clamp(index, 0, 127)];
}
