namespace Vireo.Ops;

/// <summary>How <see cref="Resize2d"/> reads between pixels.</summary>
public enum ResizeMode
{
    /// <summary>The nearest pixel, as <see cref="NearestRounding"/> has it.</summary>
    Nearest,

    /// <summary>Two neighbours along each axis, by distance.</summary>
    Linear,

    /// <summary>Four neighbours along each axis, by Keys' cubic (1981).</summary>
    Cubic,
}
