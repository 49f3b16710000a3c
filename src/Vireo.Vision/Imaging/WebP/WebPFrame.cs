namespace Vireo.Vision.Imaging.WebP;

/// <summary>The coded picture of a WebP file, or of its first frame.</summary>
/// <param name="Size">Its size.</param>
/// <param name="X">Where it lies on the canvas.</param>
/// <param name="Y">The same downwards.</param>
/// <param name="Start">First byte of the data of its VP8 or VP8L chunk.</param>
/// <param name="Length">Bytes of that.</param>
/// <param name="IsLossless">VP8L, otherwise VP8.</param>
/// <param name="AlphaStart">First byte of the data of its alpha chunk.</param>
/// <param name="AlphaLength">Bytes of that; 0 where there is none.</param>
/// <param name="HasAlpha">Whether it has alpha, in either way.</param>
internal readonly record struct WebPFrame(
    ImageSize Size, int X, int Y, int Start, int Length, bool IsLossless, int AlphaStart, int AlphaLength, bool HasAlpha);
