namespace Vireo.Vision.Lint;

/// <summary>What the values of a stored pixel stand for.</summary>
public enum ImageMode
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>One value.</summary>
    Grey,

    /// <summary>One value and alpha.</summary>
    GreyAlpha,

    /// <summary>Red, green, blue, or what is turned into them; also by palette.</summary>
    Colour,

    /// <summary>Colour and alpha.</summary>
    ColourAlpha,

    /// <summary>Four inks.</summary>
    Inks,
}
