namespace Vireo.Vision.Imaging.Filters;

/// <summary>Medians over square windows of 8-bit values.</summary>
internal static class MedianFilter
{
    public static Image Apply(Image image, int size, PadMode border)
    {
        var around = Surround.For(image.Size, image.Channels, size, size);
        var padded = Borders.Around(image.Pixels, around, border);
        var result = new byte[image.Pixels.Length];
        if (size == 3)
            OfNine(image, padded, around, result);
        else
            for (var c = 0; c < image.Channels; c++)
                for (var y = 0; y < image.Height; y++)
                    Sliding(image, padded, around, (size, y, c), result);

        return new(image.Width, image.Height, image.Channels, result);
    }

    private static void OfNine(Image image, byte[] padded, Surround around, byte[] result)
    {
        var length = image.Width * image.Channels;
        var stride = around.OuterWidth * image.Channels;
        var rows = new byte[9 * length];
        for (var y = 0; y < image.Height; y++)
        {
            for (var k = 0; k < 9; k++)
                padded.AsSpan((y + k / 3) * stride + k % 3 * image.Channels, length)
                    .CopyTo(rows.AsSpan(k * length, length));
            RowMath.MedianOfNine(rows, result.AsSpan(y * length, length));
        }
    }

    /// <summary>Huang, Yang and Tang 1979, "A fast two-dimensional median filtering algorithm": a histogram of the
    /// window moves along the row, with sums of 16 bins to find the median quickly.</summary>
    private static void Sliding(
        Image image, byte[] padded, Surround around, (int Size, int Y, int Channel) at, byte[] result)
    {
        Span<int> fine = stackalloc int[256], coarse = stackalloc int[16];
        fine.Clear();
        coarse.Clear();
        var (channels, stride) = (image.Channels, around.OuterWidth * image.Channels);
        for (var x = 0; x < at.Size - 1; x++)
            Column(x, 1, fine, coarse);
        var wanted = at.Size * at.Size / 2;
        for (var x = 0; x < image.Width; x++)
        {
            Column(x + at.Size - 1, 1, fine, coarse);
            result[(at.Y * image.Width + x) * channels + at.Channel] = Rank(fine, coarse, wanted);
            Column(x, -1, fine, coarse);
        }

        void Column(int x, int sign, Span<int> fine, Span<int> coarse)
        {
            var position = at.Y * stride + x * channels + at.Channel;
            for (var k = 0; k < at.Size; k++, position += stride)
            {
                fine[padded[position]] += sign;
                coarse[padded[position] >> 4] += sign;
            }
        }
    }

    /// <summary>The value that has <paramref name="rank"/> smaller or equal ones before it.</summary>
    private static byte Rank(ReadOnlySpan<int> fine, ReadOnlySpan<int> coarse, int rank)
    {
        var group = 0;
        while (rank >= coarse[group])
            rank -= coarse[group++];
        var value = group * 16;
        while (rank >= fine[value])
            rank -= fine[value++];

        return (byte)value;
    }
}
