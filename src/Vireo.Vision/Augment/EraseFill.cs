namespace Vireo.Vision.Augment;

/// <summary>What <see cref="RandomErasing"/> puts in place of the picture.</summary>
public enum EraseFill
{
    /// <summary>One colour.</summary>
    Constant,

    /// <summary>One random colour, normal about mid-grey.</summary>
    ColourNoise,

    /// <summary>A random colour for every pixel.</summary>
    PixelNoise,
}
