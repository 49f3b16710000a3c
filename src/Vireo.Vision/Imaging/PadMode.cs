namespace Vireo.Vision.Imaging;

/// <summary>What lies beyond the edge of an image.</summary>
public enum PadMode
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>The nearest pixel of the edge.</summary>
    Replicate,

    /// <summary>The image mirrored about its edge pixels: <c>cb|abc|ba</c>.</summary>
    Reflect,
}
