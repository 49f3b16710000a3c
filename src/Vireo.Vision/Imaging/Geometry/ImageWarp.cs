namespace Vireo.Vision.Imaging.Geometry;

/// <summary>Warps: the value of each result pixel comes from where a map says.</summary>
/// <remarks>Positions are rounded to 1/32 source pixel and 8-bit weights have 15 bits, the fixed-point rules of OpenCV
/// (up to 4.10), so results are the same bits on every machine. A picture has less than 32,768 pixels to a
/// side.</remarks>
public static class ImageWarp
{
    extension(Image image)
    {
        /// <summary>Moves pixels as an affine map says.</summary>
        /// <param name="map">From source to result.</param>
        /// <param name="size">Size of the result.</param>
        /// <param name="options">How values are taken; bilinear with black outside unless given.</param>
        /// <exception cref="InvalidOperationException">The map has no inverse.</exception>
        public Image Warp(Affine2D map, ImageSize size, WarpOptions? options = null)
        {
            options ??= WarpOptions.Default;
            Check(size);
            return Warper.Apply(image, Grid(map, size, options), size, options);
        }

        /// <summary>Moves pixels as a perspective map says.</summary>
        /// <param name="map">From source to result.</param>
        /// <param name="size">Size of the result.</param>
        /// <param name="options">How values are taken; bilinear with black outside unless given.</param>
        /// <exception cref="InvalidOperationException">The map has no inverse.</exception>
        public Image Warp(Perspective2D map, ImageSize size, WarpOptions? options = null)
        {
            options ??= WarpOptions.Default;
            Check(size);
            return Warper.Apply(image, Grid(map, size, options), size, options);
        }

        /// <summary>Takes each result pixel from a position of its own.</summary>
        /// <param name="mapX">Source column of each result pixel, [H, W].</param>
        /// <param name="mapY">Source row of each result pixel, [H, W].</param>
        /// <param name="size">Size of the result.</param>
        /// <param name="options">How values are taken; bilinear with black outside unless given.</param>
        /// <exception cref="ArgumentException">A table has not a value per result pixel.</exception>
        public Image Remap(float[] mapX, float[] mapY, ImageSize size, WarpOptions? options = null)
        {
            options ??= WarpOptions.Default;
            Check(size);
            return Warper.Apply(image, Grid(mapX, mapY, size, options), size, options);
        }

        /// <summary>Turns the picture about its middle, counter-clockwise; the size stays and corners are cut off or
        /// filled.</summary>
        public Image Rotate(double degrees, WarpOptions? options = null)
        {
            var centre = ((image.Width - 1) / 2.0, (image.Height - 1) / 2.0);
            return image.Warp(Affine2D.Rotation(centre, degrees), image.Size, options);
        }
    }

    internal static SourceGrid.OfAffine Grid(Affine2D map, ImageSize size, WarpOptions options) =>
        new(map.Inverse(), size.Width, options.Interpolation == Interpolation.Nearest);

    internal static SourceGrid.OfPerspective Grid(Perspective2D map, ImageSize size, WarpOptions options) =>
        new(map.Inverse(), size, options.Interpolation == Interpolation.Nearest);

    internal static SourceGrid.OfTable Grid(float[] mapX, float[] mapY, ImageSize size, WarpOptions options)
    {
        var count = (long)size.Width * size.Height;
        if (mapX.Length != count || mapY.Length != count)
            throw new ArgumentException(
                $"remap: tables of {mapX.Length} and {mapY.Length} positions for a result of {size}.");

        return new(mapX, mapY, options.Interpolation == Interpolation.Nearest);
    }

    internal static void Check(ImageSize size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Width, nameof(size));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Height, nameof(size));
    }
}
