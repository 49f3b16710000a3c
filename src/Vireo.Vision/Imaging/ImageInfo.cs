namespace Vireo.Vision.Imaging;

/// <summary>What the headers of an image file say.</summary>
/// <param name="Format">Its format, by content.</param>
/// <param name="Size">The size that reading returns: upright, if that is asked for.</param>
/// <param name="Channels">1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha, as reading returns them.</param>
/// <param name="Depth">Type of the values that reading returns.</param>
/// <param name="Orientation">What must be done to the stored picture to see it upright.</param>
public readonly record struct ImageInfo(
    ImageFormat Format, ImageSize Size, int Channels, PixelDepth Depth, Orientation Orientation);
