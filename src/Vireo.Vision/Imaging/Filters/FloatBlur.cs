namespace Vireo.Vision.Imaging.Filters;

/// <summary>Filters that smooth floating-point pictures; borders are mirrored about the edge pixels unless asked
/// otherwise.</summary>
public static class FloatBlur
{
    extension(FloatImage image)
    {
        /// <summary>Gaussian blur; the kernel's length follows from the deviation where it is 0,
        /// <c>round(8σ + 1)</c> made odd. Parameters as for 8 bits.</summary>
        public FloatImage GaussianBlur(
            int width, int height, double sigma, double sigmaY = 0, PadMode border = PadMode.Reflect)
        {
            var (row, column) = ImageBlur.Gaussians(width, height, sigma, sigmaY, reach: 4);
            return LinearFilters.Separable(
                image, Array.ConvertAll(row, w => (float)w), Array.ConvertAll(column, w => (float)w), border);
        }

        /// <summary>Mean over a window.</summary>
        public FloatImage BoxBlur(int width, int height, PadMode border = PadMode.Reflect)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
            float[] row = new float[width], column = new float[height];
            row.AsSpan().Fill(1f / width);
            column.AsSpan().Fill(1f / height);
            return LinearFilters.Separable(image, row, column, border);
        }
    }
}
