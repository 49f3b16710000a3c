namespace Vireo.Vision.Imaging.Filters;

/// <summary>Linear filters: any kernel, derivatives, sharpening.</summary>
/// <remarks>Borders are mirrored about the edge pixels unless asked otherwise.</remarks>
public static class ImageFilter
{
    extension(Image image)
    {
        /// <summary>Correlation with a kernel, in floating point; rounded half to even, cut off at 0 and 255.</summary>
        public Image Filter(FilterKernel kernel, PadMode border = PadMode.Reflect) =>
            LinearFilters.Correlate(FloatImage.Of(image), kernel, border, 0).ToImage();

        /// <summary>Sobel's derivative; see
        /// <see cref="FloatFilter.Sobel(FloatImage, int, int, int, PadMode)"/>.</summary>
        public FloatImage Sobel(int orderX, int orderY, int size = 3, PadMode border = PadMode.Reflect) =>
            FloatImage.Of(image).Sobel(orderX, orderY, size, border);

        /// <summary>The sum of both second derivatives; see
        /// <see cref="FloatFilter.Laplacian(FloatImage, int, PadMode)"/>. </summary>
        public FloatImage Laplacian(int size = 1, PadMode border = PadMode.Reflect) =>
            FloatImage.Of(image).Laplacian(size, border);

        /// <summary>Unsharp masking: <c>(1 + a)·x − a·blur(x)</c> with a Gaussian blur.</summary>
        /// <param name="size">Side of the blur's kernel, odd; 0 to let the deviation decide.</param>
        /// <param name="sigma">Deviation of the blur, in pixels.</param>
        /// <param name="amount">How much of the difference is added.</param>
        public Image UnsharpMask(int size, double sigma, double amount)
        {
            var blurred = image.GaussianBlur(size, size, sigma);
            var result = new byte[image.Pixels.Length];
            for (var i = 0; i < result.Length; i++)
                result[i] = Saturate.ToByte((1 + amount) * image.Pixels[i] - amount * blurred.Pixels[i]);

            return new(image.Width, image.Height, image.Channels, result);
        }

        /// <summary>Sharper (factor above 1) or softer (below 1): <c>s + f·(x − s)</c> with s the picture smoothed by
        /// <c>[1 1 1; 1 5 1; 1 1 1] / 13</c>, cut to whole numbers; edge pixels stay. As Pillow does it.</summary>
        public Image AdjustSharpness(float factor)
        {
            var smooth = Smooth(image);
            var result = new byte[image.Pixels.Length];
            for (var i = 0; i < result.Length; i++)
                result[i] = image.Channels == 4 && i % 4 == 3
                    ? image.Pixels[i]
                    : ImageColour.Blend(smooth[i], image.Pixels[i], factor);

            return new(image.Width, image.Height, image.Channels, result);
        }
    }

    /// <summary>Inside: the smoothed value, rounded; on the rim of one pixel: the value itself.</summary>
    private static byte[] Smooth(Image image)
    {
        var result = image.Pixels.ToArray();
        var source = image.Pixels;
        var (channels, stride) = (image.Channels, image.Width * image.Channels);
        for (var y = 1; y < image.Height - 1; y++)
            for (var i = y * stride + channels; i < (y + 1) * stride - channels; i++)
            {
                var sum = 4 * source[i];
                for (var row = i - stride; row <= i + stride; row += stride)
                    sum += source[row - channels] + source[row] + source[row + channels];
                result[i] = (byte)((2 * sum + 13) / 26);
            }

        return result;
    }
}
