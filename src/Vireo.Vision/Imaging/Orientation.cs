namespace Vireo.Vision.Imaging;

/// <summary>The eight EXIF orientations: what must be done to the stored picture to see it upright.</summary>
public enum Orientation
{
    /// <summary>Nothing.</summary>
    Upright = 1,

    /// <summary>Mirror left and right.</summary>
    MirrorHorizontal = 2,

    /// <summary>Turn by half a turn.</summary>
    Rotate180 = 3,

    /// <summary>Mirror top and bottom.</summary>
    MirrorVertical = 4,

    /// <summary>Swap rows and columns.</summary>
    Transpose = 5,

    /// <summary>Turn a quarter clockwise.</summary>
    Rotate90Clockwise = 6,

    /// <summary>Swap rows and columns about the other diagonal.</summary>
    Transverse = 7,

    /// <summary>Turn a quarter counter-clockwise.</summary>
    Rotate90CounterClockwise = 8,
}
