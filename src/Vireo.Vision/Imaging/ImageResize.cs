namespace Vireo.Vision.Imaging;

/// <summary>Resizing by separable filters.</summary>
public static class ImageResize
{
    extension(Image image)
    {
        /// <summary>The image at another size; the same bits on every machine.</summary>
        /// <param name="width">New width in pixels.</param>
        /// <param name="height">New height in pixels.</param>
        /// <param name="interpolation">How source pixels are weighed.</param>
        /// <param name="antiAlias">True: the filter widens when shrinking, as in Pillow and torchvision. False: it
        /// keeps its width and skips pixels, as in OpenCV.</param>
        public Image Resize(
            int width, int height, Interpolation interpolation = Interpolation.Bilinear, bool antiAlias = true) =>
            image.CropAndResize(image.Size.Whole, new(width, height), interpolation, antiAlias);

        /// <summary>One region of the image at another size, without a copy of the region in between; nothing outside
        /// the region has an influence.</summary>
        /// <exception cref="ArgumentException">The region leaves the image, or the size is not positive.</exception>
        public Image CropAndResize(PixelRegion region, ImageSize size,
            Interpolation interpolation = Interpolation.Bilinear, bool antiAlias = true)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Width, nameof(size));
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Height, nameof(size));
            if (!region.FitsIn(image.Size))
                throw new ArgumentException(
                    $"resize: {region} is not within an image of {image.Size}.", nameof(region));
            if (size == region.Size)
                return image.Crop(region);
            if (interpolation == Interpolation.Nearest)
                return Nearest(image, region, size, antiAlias);

            var (columns, rows) = Tables(region.Size, size.Width, size.Height, interpolation, antiAlias);
            return new Resampler(columns, rows, Rounds(interpolation, antiAlias)).Apply(image, region);
        }

        /// <summary>Scales so that the shorter side has a given length and the aspect stays; the longer side is cut to
        /// whole pixels, as torchvision does.</summary>
        public Image ResizeShorterSide(
            int length, Interpolation interpolation = Interpolation.Bilinear, bool antiAlias = true)
        {
            var size = ScaledSize(image.Size, length);
            return image.Resize(size.Width, size.Height, interpolation, antiAlias);
        }

        /// <summary><see cref="ResizeShorterSide(Image, int, Interpolation, bool)"/> and then
        /// <see cref="ImageGeometry.CentreCrop(Image, int, int)"/> to a square, with the same bits; what the crop would
        /// cut off is never worked out, so that a long thin picture costs no more than others.</summary>
        public Image ResizeAndCentreCrop(
            int shorterSide, int size, Interpolation interpolation = Interpolation.Bilinear, bool antiAlias = true)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
            var scaled = ScaledSize(image.Size, shorterSide);
            if (size > shorterSide || scaled == image.Size)
                return image.Resize(scaled.Width, scaled.Height, interpolation, antiAlias).CentreCrop(size, size);

            ResizeTarget Middle(int length) => new(length, (int)Math.Round((length - size) / 2.0), size);
            var (columns, rows) =
                Tables(image.Size, Middle(scaled.Width), Middle(scaled.Height), interpolation, antiAlias);
            return new Resampler(columns, rows, Rounds(interpolation, antiAlias)).Apply(image, image.Size.Whole);
        }
    }

    /// <summary>The same filters on float values, [height, width, channels], without rounding or clipping.</summary>
    /// <param name="source">Values of the source.</param>
    /// <param name="size">Size of the source.</param>
    /// <param name="target">Size of the result.</param>
    /// <param name="interpolation">How source values are weighed.</param>
    /// <param name="antiAlias">Whether the filter widens when shrinking.</param>
    /// <exception cref="ArgumentException">The source's length is no multiple of its size.</exception>
    public static float[] Resize(ReadOnlySpan<float> source, ImageSize size, ImageSize target,
        Interpolation interpolation = Interpolation.Bilinear, bool antiAlias = true)
    {
        var channels = source.Length / (size.Width * size.Height);
        if (channels == 0 || channels * size.Width * size.Height != source.Length)
            throw new ArgumentException($"resize: {source.Length} values are no image of {size}.", nameof(source));

        var (columns, rows) = Tables(size, target.Width, target.Height, interpolation, antiAlias);
        var between = new double[size.Height * target.Width * channels];
        for (var i = 0; i < between.Length; i++)
        {
            var (y, x, c) = (i / channels / target.Width, i / channels % target.Width, i % channels);
            for (var k = 0; k < columns.Count[x]; k++)
                between[i] += columns.Weights[x * columns.Taps + k]
                    * source[(y * size.Width + columns.Start[x] + k) * channels + c];
        }

        var length = target.Width * channels;
        var result = new float[target.Height * length];
        for (var i = 0; i < result.Length; i++)
        {
            var (y, x) = (i / length, i % length);
            var sum = 0.0;
            for (var k = 0; k < rows.Count[y]; k++)
                sum += rows.Weights[y * rows.Taps + k] * between[(rows.Start[y] + k) * length + x];
            result[i] = (float)sum;
        }

        return result;
    }

    private static (ResizeTable Columns, ResizeTable Rows) Tables(
        ImageSize source, ResizeTarget width, ResizeTarget height, Interpolation interpolation, bool antiAlias)
    {
        if (interpolation == Interpolation.Nearest)
            return (ResizeTable.OfIndices(source.Width, width, antiAlias),
                ResizeTable.OfIndices(source.Height, height, antiAlias));

        var grows = width.Length > source.Width || height.Length > source.Height;
        return (ResizeTable.Make(source.Width, width, interpolation, antiAlias, grows),
            ResizeTable.Make(source.Height, height, interpolation, antiAlias, grows));
    }

    private static bool Rounds(Interpolation interpolation, bool antiAlias) =>
        antiAlias || interpolation is Interpolation.Area or Interpolation.Box or Interpolation.Hamming;

    private static ImageSize ScaledSize(ImageSize size, int shorterSide)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shorterSide);
        return size.Width <= size.Height
            ? new(shorterSide, checked((int)((long)shorterSide * size.Height / size.Width)))
            : new(checked((int)((long)shorterSide * size.Width / size.Height)), shorterSide);
    }

    private static Image Nearest(Image image, PixelRegion region, ImageSize size, bool antiAlias)
    {
        var columns = ResizeTable.Nearest(region.Width, size.Width, antiAlias);
        var rows = ResizeTable.Nearest(region.Height, size.Height, antiAlias);
        var channels = image.Channels;
        var result = GC.AllocateUninitializedArray<byte>(checked(size.Width * size.Height * channels));
        var o = 0;
        foreach (var y in rows)
        {
            var row = image.Row(region.Y + y);
            foreach (var x in columns)
                for (var c = 0; c < channels; c++)
                    result[o++] = row[(region.X + x) * channels + c];
        }

        return new(size.Width, size.Height, channels, result);
    }
}
