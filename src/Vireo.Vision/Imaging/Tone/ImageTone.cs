namespace Vireo.Vision.Imaging.Tone;

/// <summary>Operations that map every value by itself: inversion, gamma, solarising, posterising, and stretching or
/// equalising the histogram. Alpha is kept.</summary>
public static class ImageTone
{
    extension(Image image)
    {
        /// <summary>Puts every colour value through a table of 256 entries, the same for all channels.</summary>
        /// <exception cref="ArgumentException">The table has another length.</exception>
        public Image Lookup(ReadOnlySpan<byte> table)
        {
            if (table.Length != 256)
                throw new ArgumentException($"lookup: a table has 256 entries, not {table.Length}.", nameof(table));

            var result = image.Pixels.ToArray();
            for (var i = 0; i < result.Length; i++)
                if (image.Channels != 4 || (i & 3) != 3)
                    result[i] = table[result[i]];

            return new(image.Width, image.Height, image.Channels, result);
        }

        /// <summary><c>255 − x</c>.</summary>
        public Image Invert() => Mapped(image, v => (byte)(255 - v));

        /// <summary><c>255 · (x / 255)^γ</c>: below 1 brighter, above 1 darker.</summary>
        /// <param name="gamma">Above 0.</param>
        public Image AdjustGamma(double gamma)
        {
            if (!(gamma > 0))
                throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "A gamma is above zero.");

            return Mapped(image, v => Saturate.ToByte(255 * Math.Pow(v / 255.0, gamma)));
        }

        /// <summary>Inverts values of at least a threshold: 256 changes nothing, 0 inverts all.</summary>
        public Image Solarize(int threshold) => Mapped(image, v => (byte)(v < threshold ? v : 255 - v));

        /// <summary>Adds to values below a threshold, cut off at 0 and 255.</summary>
        public Image SolarizeAdd(int addition, int threshold = 128) =>
            Mapped(image, v => v < threshold ? Saturate.ToByte(v + addition) : v);

        /// <summary>Keeps the upper bits of every value.</summary>
        /// <param name="bits">Bits to keep, 0 to 8.</param>
        public Image Posterize(int bits)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(bits);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 8);
            var mask = 255 << (8 - bits) & 255;
            return Mapped(image, v => (byte)(v & mask));
        }

        /// <summary>Stretches each channel so that its smallest value becomes 0 and its largest 255, as Pillow
        /// does.</summary>
        /// <param name="cutoff">Per cent of the pixels to leave out at either end, 0 to below 50.</param>
        public Image AutoContrast(double cutoff = 0)
        {
            if (!(cutoff is >= 0 and < 50))
                throw new ArgumentOutOfRangeException(nameof(cutoff), cutoff, "Less than half can be cut off.");

            return EachChannel(image, histogram => Histograms.Stretch(histogram, cutoff, cutoff));
        }

        /// <summary>Equalises the histogram of each channel: <c>(n/2 + Σ_{u&lt;v} h(u)) / n</c> with
        /// <c>n = (pixels − pixels of the largest value) / 255</c>, in whole numbers, as Pillow does.</summary>
        public Image Equalize() => EachChannel(image, Histograms.PillowEqualising);

        /// <summary>Equalises the histogram of each channel: <c>255 · (H(v) − H(v₀)) / (pixels − H(v₀))</c> with H
        /// cumulative and v₀ the smallest value there is, as OpenCV does for grey.</summary>
        public Image EqualizeHistogram() => EachChannel(image, Histograms.OpenCvEqualising);

        /// <summary>Equalises locally with limited contrast (CLAHE), each channel by itself; for colours, equalise the
        /// lightness of <see cref="Colour.ColourSpace.Lab"/> alone.</summary>
        /// <param name="clipLimit">How steep the mapping may be, in multiples of a straight one; 0 or less:
        /// any.</param>
        /// <param name="tilesX">Tiles along x.</param>
        /// <param name="tilesY">Tiles along y.</param>
        /// <remarks>Zuiderveld 1994, "Contrast limited adaptive histogram equalization"; roundings as in
        /// OpenCV.</remarks>
        public Image EqualizeLocally(double clipLimit = 40, int tilesX = 8, int tilesY = 8)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tilesX);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tilesY);
            return new Clahe(image.Size, clipLimit, tilesX, tilesY).Apply(image);
        }

        /// <summary>How often each value from 0 to 255 occurs in one channel.</summary>
        public int[] Histogram(int channel = 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(channel);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, image.Channels);
            return Histograms.Of(image, channel);
        }

        /// <summary>Counts of one channel in equal bins of <c>[low, high)</c>; values outside are left out.</summary>
        public int[] Histogram(int channel, int bins, double low, double high)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
            if (!(low < high))
                throw new ArgumentException($"histogram: the range {low} to {high} is empty.", nameof(high));

            var result = new int[bins];
            var counts = image.Histogram(channel);
            var scale = bins / (high - low);
            var offset = -scale * low;
            for (var v = 0; v < counts.Length; v++)
            {
                var bin = (int)Math.Floor(v * scale + offset);
                if (v >= low && v < high && bin >= 0 && bin < bins)
                    result[bin] += counts[v];
            }

            return result;
        }
    }

    private static Image Mapped(Image image, Func<byte, byte> map)
    {
        Span<byte> table = stackalloc byte[256];
        for (var i = 0; i < 256; i++)
            table[i] = map((byte)i);

        return image.Lookup(table);
    }

    private static Image EachChannel(Image image, Func<int[], byte[]> tableOf)
    {
        var result = image.Pixels.ToArray();
        var channels = image.Channels;
        for (var c = 0; c < Math.Min(channels, 3); c++)
        {
            var table = tableOf(Histograms.Of(image, c));
            for (var i = c; i < result.Length; i += channels)
                result[i] = table[result[i]];
        }

        return new(image.Width, image.Height, channels, result);
    }
}
