namespace Vireo.Vision.Imaging.Filters;

/// <summary>Filters that smooth.</summary>
/// <remarks>Borders are mirrored about the edge pixels unless asked otherwise. Alpha is filtered like any
/// channel.</remarks>
public static class ImageBlur
{
    extension(Image image)
    {
        /// <summary>Gaussian blur; the kernel's length follows from the deviation, <c>round(6σ + 1)</c> made
        /// odd.</summary>
        /// <param name="sigma">Standard deviation in pixels, above 0.</param>
        public Image GaussianBlur(double sigma) => image.GaussianBlur(0, 0, sigma);

        /// <summary>Gaussian blur in fixed point, bit for bit as OpenCV (4.0 on) does it.</summary>
        /// <param name="width">Columns of the kernel, odd; 0 to let <paramref name="sigma"/> decide.</param>
        /// <param name="height">Rows of the kernel, odd; 0 to let the deviation decide.</param>
        /// <param name="sigma">Standard deviation along x, in pixels; 0 to let the length decide,
        /// <c>0.3·((n − 1)/2 − 1) + 0.8</c>.</param>
        /// <param name="sigmaY">Standard deviation along y; the same as along x unless given.</param>
        /// <param name="border">What lies beyond the edge.</param>
        /// <exception cref="ArgumentOutOfRangeException">A length is even, or neither length nor deviation is
        /// given.</exception>
        public Image GaussianBlur(
            int width, int height, double sigma, double sigmaY = 0, PadMode border = PadMode.Reflect)
        {
            var (row, column) = Gaussians(width, height, sigma, sigmaY, reach: 3);
            return LinearFilters.Fixed(image, GaussianKernel.Fixed(row), GaussianKernel.Fixed(column), border);
        }

        /// <summary>Mean over a window, anchored at <c>(⌊width / 2⌋, ⌊height / 2⌋)</c>.</summary>
        public Image BoxBlur(int width, int height, PadMode border = PadMode.Reflect)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
            return BoxFilter.Mean(image, width, height, border);
        }

        /// <summary>Median over a square window, each channel by itself.</summary>
        /// <param name="size">Side of the window, odd.</param>
        /// <param name="border">What lies beyond the edge.</param>
        /// <remarks>3x3 by a sorting network; else by sliding histograms (Huang 1979).</remarks>
        public Image MedianBlur(int size, PadMode border = PadMode.Replicate)
        {
            Odd(size, nameof(size));
            return size == 1 ? image : MedianFilter.Apply(image, size, border);
        }

        /// <summary>Smooths within areas of similar colour and keeps edges: weights fall off with the distance in the
        /// picture and with the difference of colour (sum over channels).</summary>
        /// <param name="diameter">Of the round window, in pixels; 0 or less: <c>2·round(1.5·sigmaSpace) + 1</c>.
        /// </param>
        /// <param name="sigmaColour">Deviation in grey levels.</param>
        /// <param name="sigmaSpace">Deviation in pixels.</param>
        /// <param name="border">What lies beyond the edge.</param>
        /// <remarks>Tomasi and Manduchi 1998, "Bilateral filtering for gray and color images".</remarks>
        public Image BilateralBlur(
            int diameter, double sigmaColour, double sigmaSpace, PadMode border = PadMode.Reflect) =>
            BilateralFilter.Apply(image, diameter, sigmaColour, sigmaSpace, border);

        /// <summary>Blur along a line, as of a moving camera; see <see cref="FilterKernel.Motion"/>.</summary>
        public Image MotionBlur(float length, float degrees, PadMode border = PadMode.Reflect) =>
            image.Filter(FilterKernel.Motion(length, degrees), border);

        /// <summary>Blur by a disc, as of a lens out of focus; see <see cref="FilterKernel.Disc"/>.</summary>
        public Image DefocusBlur(float radius, PadMode border = PadMode.Reflect) =>
            image.Filter(FilterKernel.Disc(radius), border);
    }

    internal static (double[] Row, double[] Column) Gaussians(
        int width, int height, double sigma, double sigmaY, int reach)
    {
        if (sigmaY <= 0)
            sigmaY = sigma;
        if (width <= 0 && sigma > 0)
            width = GaussianKernel.Length(sigma, reach);
        if (height <= 0 && sigmaY > 0)
            height = GaussianKernel.Length(sigmaY, reach);
        Odd(width, nameof(width));
        Odd(height, nameof(height));
        return (GaussianKernel.Weights(width, sigma), GaussianKernel.Weights(height, sigmaY));
    }

    private static void Odd(int length, string name)
    {
        if (length <= 0 || length % 2 == 0)
            throw new ArgumentOutOfRangeException(name, length, "The side of this window is odd, 1 or more.");
    }
}
