namespace Vireo.Vision.Imaging;

/// <summary>What lies beyond the edge of an image.</summary>
public enum PadMode
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>The nearest pixel of the edge: <c>aa|abc|cc</c>.</summary>
    Replicate,

    /// <summary>The image mirrored about its edge pixels: <c>cb|abc|ba</c>.</summary>
    Reflect,

    /// <summary>The image mirrored about its edge, so that edge pixels come twice: <c>ba|abc|cb</c>.</summary>
    Symmetric,

    /// <summary>The image over and over again: <c>bc|abc|ab</c>.</summary>
    Wrap,
}
