namespace Vireo.Vision.Imaging;

/// <summary>A decoder's result: pixels as stored, and how to see them upright.</summary>
internal readonly record struct Frame(Raster Raster, Orientation Orientation)
{
    public static implicit operator Frame(Raster raster) => new(raster, Orientation.Upright);
}
