namespace Vireo.Vision.Imaging.Filters;

/// <summary>Morphology on grey levels: smallest and largest values under a structuring element; what lies beyond the
/// edge does not count.</summary>
/// <remarks>Serra 1982, "Image Analysis and Mathematical Morphology". As in OpenCV the element is not mirrored for
/// dilations.</remarks>
public static class ImageMorphology
{
    extension(Image image)
    {
        /// <summary>The smallest value under the element.</summary>
        public Image Erode(StructuringElement element, int times = 1) => Repeated(image, element, times, false);

        /// <summary>The largest value under the element.</summary>
        public Image Dilate(StructuringElement element, int times = 1) => Repeated(image, element, times, true);

        /// <summary>Erosion, then dilation: removes bright specks.</summary>
        public Image MorphologicalOpen(StructuringElement element, int times = 1) =>
            image.Erode(element, times).Dilate(element, times);

        /// <summary>Dilation, then erosion: removes dark specks.</summary>
        public Image MorphologicalClose(StructuringElement element, int times = 1) =>
            image.Dilate(element, times).Erode(element, times);

        /// <summary>Dilation less erosion: outlines.</summary>
        public Image MorphologicalGradient(StructuringElement element, int times = 1) =>
            Difference(image.Dilate(element, times), image.Erode(element, times));

        /// <summary>The picture less its opening: bright specks.</summary>
        public Image TopHat(StructuringElement element, int times = 1) =>
            Difference(image, image.MorphologicalOpen(element, times));

        /// <summary>The closing less the picture: dark specks.</summary>
        public Image BlackHat(StructuringElement element, int times = 1) =>
            Difference(image.MorphologicalClose(element, times), image);
    }

    private static Image Repeated(Image image, StructuringElement element, int times, bool largest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        for (var i = 0; i < times; i++)
            image = Extreme(image, element, largest);

        return image;
    }

    private static Image Extreme(Image image, StructuringElement element, bool largest)
    {
        var channels = image.Channels;
        var around = Surround.For(image.Size, channels, element.Width, element.Height);
        var outside = largest ? byte.MinValue : byte.MaxValue;
        var padded = Borders.Around(image.Pixels, around, PadMode.Constant, outside);
        var (stride, length) = (around.OuterWidth * channels, image.Width * channels);
        var result = new byte[image.Pixels.Length];
        result.AsSpan().Fill(outside);
        for (var y = 0; y < image.Height; y++)
            for (var v = 0; v < element.Height; v++)
                for (var u = 0; u < element.Width; u++)
                    if (element[v, u])
                        RowMath.Extreme(
                            result.AsSpan(y * length, length), padded.AsSpan((y + v) * stride + u * channels, length),
                            largest);

        return new(image.Width, image.Height, channels, result);
    }

    private static Image Difference(Image first, Image second)
    {
        var result = new byte[first.Pixels.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = Saturate.ToByte(first.Pixels[i] - second.Pixels[i]);

        return new(first.Width, first.Height, first.Channels, result);
    }
}
