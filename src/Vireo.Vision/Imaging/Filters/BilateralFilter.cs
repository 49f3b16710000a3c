namespace Vireo.Vision.Imaging.Filters;

/// <summary>The bilateral filter on 8 bits.</summary>
internal static class BilateralFilter
{
    public static Image Apply(Image image, int diameter, double sigmaColour, double sigmaSpace, PadMode border)
    {
        sigmaColour = sigmaColour <= 0 ? 1 : sigmaColour;
        sigmaSpace = sigmaSpace <= 0 ? 1 : sigmaSpace;
        var radius = Math.Max(diameter <= 0 ? Saturate.ToInt(sigmaSpace * 1.5) : diameter / 2, 1);
        var channels = image.Channels;
        var around = Surround.For(image.Size, channels, 2 * radius + 1, 2 * radius + 1);
        var padded = Borders.Around(image.Pixels, around, border);
        var stride = around.OuterWidth * channels;
        // Straight alpha is smoothed like a colour, but has no say in which colours are similar.
        var compared = Math.Min(channels, 3);
        var byDifference = new float[256 * compared];
        for (var i = 0; i < byDifference.Length; i++)
            byDifference[i] = (float)Math.Exp((double)i * i * -0.5 / (sigmaColour * sigmaColour));

        var (offsets, byDistance) = Window(radius, stride, channels, sigmaSpace);
        var result = new byte[image.Pixels.Length];
        Span<float> sums = stackalloc float[4];
        for (var i = 0; i < result.Length; i += channels)
        {
            var (y, x) = (i / channels / image.Width, i / channels % image.Width);
            var centre = (y + radius) * stride + (x + radius) * channels;
            sums.Clear();
            var total = 0f;
            for (var k = 0; k < offsets.Length; k++)
            {
                var other = centre + offsets[k];
                var difference = 0;
                for (var c = 0; c < compared; c++)
                    difference += Math.Abs(padded[other + c] - padded[centre + c]);
                var weight = byDistance[k] * byDifference[difference];
                total += weight;
                for (var c = 0; c < channels; c++)
                    sums[c] += padded[other + c] * weight;
            }

            for (var c = 0; c < channels; c++)
                result[i + c] = Saturate.ToByte(sums[c] / total);
        }

        return new(image.Width, image.Height, channels, result);
    }

    private static (int[] Offsets, float[] Weights) Window(int radius, int stride, int channels, double sigma)
    {
        List<int> offsets = [];
        List<float> weights = [];
        for (var y = -radius; y <= radius; y++)
            for (var x = -radius; x <= radius; x++)
            {
                var distance = Math.Sqrt((double)x * x + (double)y * y);
                if (distance > radius)
                    continue;
                offsets.Add(y * stride + x * channels);
                weights.Add((float)Math.Exp(distance * distance * -0.5 / (sigma * sigma)));
            }

        return ([.. offsets], [.. weights]);
    }
}
