namespace Vireo.Vision.Imaging;

/// <summary>Width and height in pixels.</summary>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>The smaller of width and height, in pixels.</summary>
    public int ShorterSide => Math.Min(Width, Height);

    /// <summary>The region that covers an image of this size.</summary>
    public PixelRegion Whole => new(0, 0, Width, Height);

    /// <summary><c>WIDTHxHEIGHT</c>.</summary>
    public override string ToString() => $"{Width}x{Height}";
}
