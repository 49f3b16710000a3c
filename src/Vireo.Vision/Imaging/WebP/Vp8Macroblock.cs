namespace Vireo.Vision.Imaging.WebP;

/// <summary>What is known of the macroblock that is being decoded.</summary>
internal sealed class Vp8Macroblock
{
    public const int Dc = 0;
    public const int TrueMotion = 1;
    public const int Vertical = 2;
    public const int Horizontal = 3;

    /// <summary>Whether each 4x4 pixels of luminance are predicted in a way of their own.</summary>
    public bool IsSmall { get; set; }

    /// <summary>Ways of the 16 parts, or the way of all in the first.</summary>
    public int[] Modes { get; } = new int[16];

    public int ColourMode { get; set; }

    public int Segment { get; set; }

    public bool IsEmpty { get; set; }

    /// <summary>16 blocks of luminance, 4 of blue, 4 of red; 16 coefficients each.</summary>
    public int[] Coefficients { get; } = new int[24 * 16];
}
