namespace Vireo.Ops;

/// <summary>The usual ways to resize, as PyTorch names them.</summary>
public enum Interpolation
{
    /// <summary>The pixel at <c>⌊o · s⌋</c>: fast, and off by up to one pixel.</summary>
    Nearest,

    /// <summary>The pixel whose area holds the centre.</summary>
    NearestExact,

    /// <summary>Two neighbours along each axis.</summary>
    Linear,

    /// <summary>Four neighbours along each axis.</summary>
    Cubic,

    /// <summary>The mean of the area: adaptive average pooling.</summary>
    Area,
}
