namespace Vireo.Vision.Imaging.Geometry;

/// <summary>Warps of floating-point pictures, with the positions and weights of <see cref="ImageWarp"/>.</summary>
public static class FloatWarp
{
    extension(FloatImage image)
    {
        /// <inheritdoc cref="ImageWarp.Warp(Image, Affine2D, ImageSize, WarpOptions?)"/>
        public FloatImage Warp(Affine2D map, ImageSize size, WarpOptions? options = null)
        {
            options ??= WarpOptions.Default;
            ImageWarp.Check(size);
            return Warper.Apply(image, ImageWarp.Grid(map, size, options), size, options);
        }

        /// <inheritdoc cref="ImageWarp.Warp(Image, Perspective2D, ImageSize, WarpOptions?)"/>
        public FloatImage Warp(Perspective2D map, ImageSize size, WarpOptions? options = null)
        {
            options ??= WarpOptions.Default;
            ImageWarp.Check(size);
            return Warper.Apply(image, ImageWarp.Grid(map, size, options), size, options);
        }

        /// <inheritdoc cref="ImageWarp.Remap(Image, float[], float[], ImageSize, WarpOptions?)"/>
        public FloatImage Remap(float[] mapX, float[] mapY, ImageSize size, WarpOptions? options = null)
        {
            options ??= WarpOptions.Default;
            ImageWarp.Check(size);
            return Warper.Apply(image, ImageWarp.Grid(mapX, mapY, size, options), size, options);
        }
    }
}
