namespace Vireo.Vision.Augment;

/// <summary>How the upright box of an object is found again after the picture was turned, sheared or bent.</summary>
/// <remarks>The upright box around the turned corners of a box is looser than the object. An object with an outline or
/// a mask takes its box from that, except with <see cref="Corners"/>. Maps that keep boxes upright (crops, flips,
/// scaling) need none of this.</remarks>
public enum BoxTightening
{
    /// <summary>The hull of the object's outline or mask, where there is one; else of the corners.</summary>
    Outline,

    /// <summary>The hull of the box's corners, always: never too tight, often too loose.</summary>
    Corners,

    /// <summary>The hull of the object's own pixels: those that a threshold (Otsu's) inside the box tells apart from
    /// what prevails along the box's border. The corners, where nothing can be told apart.</summary>
    Threshold,

    /// <summary>The hull of the ellipse that fills the box (π/4 of its area): a box of w by h turned by φ becomes
    /// <c>√(w²·cos²φ + h²·sin²φ)</c> wide and <c>√(w²·sin²φ + h²·cos²φ)</c> high.</summary>
    AreaAndAngle,
}
