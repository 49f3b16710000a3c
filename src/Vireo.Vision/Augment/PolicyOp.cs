namespace Vireo.Vision.Augment;

/// <summary>The operations that augmentation policies are made of.</summary>
public enum PolicyOp
{
    /// <summary>Nothing.</summary>
    Identity,

    /// <summary>Moves rows sideways in proportion to their distance from the top.</summary>
    ShearX,

    /// <summary>Moves columns in proportion to their distance from the left.</summary>
    ShearY,

    /// <summary>Moves the picture sideways.</summary>
    TranslateX,

    /// <summary>Moves the picture up or down.</summary>
    TranslateY,

    /// <summary>Turns the picture about its middle.</summary>
    Rotate,

    /// <summary>Changes the brightness.</summary>
    Brightness,

    /// <summary>Changes the saturation.</summary>
    Colour,

    /// <summary>Changes the contrast.</summary>
    Contrast,

    /// <summary>Changes the sharpness.</summary>
    Sharpness,

    /// <summary>Keeps the upper bits only.</summary>
    Posterize,

    /// <summary>Inverts values of at least a threshold.</summary>
    Solarize,

    /// <summary>Stretches each channel over the whole range.</summary>
    AutoContrast,

    /// <summary>Equalises the histogram of each channel.</summary>
    Equalize,

    /// <summary>Exchanges light and dark.</summary>
    Invert,
}
