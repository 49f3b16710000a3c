namespace Vireo.Ops;

/// <summary>A bilinear sample of an image at y, x, or one of its derivatives.</summary>
public enum BilinearPart
{
    /// <summary>The sample itself.</summary>
    Value,

    /// <summary>Its derivative by y.</summary>
    ByY,

    /// <summary>Its derivative by x.</summary>
    ByX,

    /// <summary>Its second derivative by y and x.</summary>
    ByYX,
}
