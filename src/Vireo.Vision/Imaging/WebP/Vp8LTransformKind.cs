namespace Vireo.Vision.Imaging.WebP;

/// <summary>Ways in which a lossless picture was changed before it was coded; the numbers are the file's.</summary>
internal enum Vp8LTransformKind
{
    Predict,
    CrossColour,
    SubtractGreen,
    Palette,
}
