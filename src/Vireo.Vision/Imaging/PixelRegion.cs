namespace Vireo.Vision.Imaging;

/// <summary>An upright rectangle of whole pixels: left, top, width, height.</summary>
public readonly record struct PixelRegion(int X, int Y, int Width, int Height)
{
    /// <summary>Width and height in pixels.</summary>
    public ImageSize Size => new(Width, Height);

    /// <summary>Whether the region is not empty and lies within an image of that size.</summary>
    public bool FitsIn(ImageSize size) =>
        X >= 0 && Y >= 0 && Width > 0 && Height > 0 && X <= size.Width - Width && Y <= size.Height - Height;
}
