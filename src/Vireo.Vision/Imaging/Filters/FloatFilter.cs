namespace Vireo.Vision.Imaging.Filters;

/// <summary>Linear filters on floating-point pictures; borders are mirrored about the edge pixels unless asked
/// otherwise.</summary>
public static class FloatFilter
{
    extension(FloatImage image)
    {
        /// <summary>Correlation with a kernel.</summary>
        public FloatImage Filter(FilterKernel kernel, PadMode border = PadMode.Reflect) =>
            LinearFilters.Correlate(image, kernel, border, 0);

        /// <summary>Sharper (factor above 1) or softer (below 1): <c>s + f·(x − s)</c> with s the picture smoothed by
        /// <c>[1 1 1; 1 5 1; 1 1 1] / 13</c>, for values of 0 to 1, cut off there; edge pixels stay. As torchvision
        /// does it on tensors.</summary>
        public FloatImage AdjustSharpness(float factor)
        {
            var smooth = image.Filter(new(3, 3, [.. Enumerable.Range(0, 9).Select(i => i == 4 ? 5 / 13f : 1 / 13f)]));
            var result = image.Values.ToArray();
            var (channels, stride) = (image.Channels, image.Width * image.Channels);
            for (var i = 0; i < result.Length; i++)
            {
                var (y, x) = (i / stride, i % stride / channels);
                var inside = y > 0 && x > 0 && y < image.Height - 1 && x < image.Width - 1;
                result[i] = Math.Clamp(inside ? factor * result[i] + (1 - factor) * smooth.Values[i] : result[i], 0, 1);
            }

            return new(image.Width, image.Height, channels, result);
        }

        /// <summary>Sobel's derivative: binomial smoothing across, differences along; not normalised.</summary>
        /// <param name="orderX">Order of the derivative along x.</param>
        /// <param name="orderY">Order of the derivative along y.</param>
        /// <param name="size">1, 3, 5, 7, ...: side of the kernel; 1 has no smoothing.</param>
        /// <param name="border">What lies beyond the edge.</param>
        public FloatImage Sobel(int orderX, int orderY, int size = 3, PadMode border = PadMode.Reflect) =>
            LinearFilters.Separable(
                image, DerivativeKernel.Sobel(orderX, size), DerivativeKernel.Sobel(orderY, size), border);

        /// <summary>Scharr's first derivative along x or y: <c>[3 10 3]</c> across, <c>[-1 0 1]</c> along.</summary>
        public FloatImage Scharr(bool alongX, PadMode border = PadMode.Reflect)
        {
            ReadOnlySpan<float> along = [-1, 0, 1], across = [3, 10, 3];
            return LinearFilters.Separable(image, alongX ? along : across, alongX ? across : along, border);
        }

        /// <summary>The sum of both second derivatives.</summary>
        /// <param name="size">1: <c>[0 1 0; 1 −4 1; 0 1 0]</c>; 3: <c>[2 0 2; 0 −8 0; 2 0 2]</c>; 5, 7, ...: the sum of
        /// Sobel's.</param>
        /// <param name="border">What lies beyond the edge.</param>
        public FloatImage Laplacian(int size = 1, PadMode border = PadMode.Reflect)
        {
            if (size is 1 or 3)
            {
                float[] weights = size == 1 ? [0, 1, 0, 1, -4, 1, 0, 1, 0] : [2, 0, 2, 0, -8, 0, 2, 0, 2];
                return image.Filter(new(3, 3, weights), border);
            }

            var (x, y) = (image.Sobel(2, 0, size, border), image.Sobel(0, 2, size, border));
            var sum = x.Values.ToArray();
            RowMath.AddScaled(sum, y.Values, 1);
            return new(image.Width, image.Height, image.Channels, sum);
        }
    }
}
