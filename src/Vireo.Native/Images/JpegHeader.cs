namespace Vireo.Native;

/// <summary>What the first bytes of a JPEG file say.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Subsampling">Resolution of the colour planes.</param>
/// <param name="ColorSpace">How colour is stored.</param>
public readonly record struct JpegHeader(
    int Width, int Height, JpegSubsampling Subsampling, JpegColorSpace ColorSpace)
{
    /// <summary>Bytes the decoded image takes.</summary>
    public long BytesOf(JpegPixels pixels, JpegScale scale) =>
        (long)scale.Of(Width) * scale.Of(Height) * TurboJpeg.BytesPerPixel(pixels);
}
