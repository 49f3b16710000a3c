namespace Vireo.Vision.Imaging.Tone;

/// <summary>Histograms of 256 values, and the tables that follow from them.</summary>
internal static class Histograms
{
    public static int[] Of(Image image, int channel)
    {
        var counts = new int[256];
        var pixels = image.Pixels;
        for (var i = channel; i < pixels.Length; i += image.Channels)
            counts[pixels[i]]++;

        return counts;
    }

    /// <summary>Straight line from the lowest value to 0 and from the highest to 255, cut to whole numbers, after
    /// parts of the pixels were taken off either end.</summary>
    public static byte[] Stretch(int[] counts, double lowPercent, double highPercent)
    {
        var rest = (int[])counts.Clone();
        var total = rest.Sum();
        Cut(rest, 0, 1, (int)Math.Floor(total * lowPercent / 100));
        Cut(rest, 255, -1, (int)Math.Floor(total * highPercent / 100));
        var (low, high) = (Array.FindIndex(rest, n => n > 0), Array.FindLastIndex(rest, n => n > 0));
        if (high <= low)
            return Identity();

        var scale = 255.0 / (high - low);
        var offset = -low * scale;
        var table = new byte[256];
        for (var i = 0; i < 256; i++)
            table[i] = (byte)Math.Clamp((int)(i * scale + offset), 0, 255);

        return table;
    }

    public static byte[] PillowEqualising(int[] counts)
    {
        var used = counts.Where(n => n > 0).ToArray();
        var step = used.Length <= 1 ? 0 : (used.Sum() - used[^1]) / 255;
        if (step == 0)
            return Identity();

        var table = new byte[256];
        var sum = step / 2;
        for (var i = 0; i < 256; i++)
        {
            table[i] = Saturate.ToByte(sum / step);
            sum += counts[i];
        }

        return table;
    }

    public static byte[] OpenCvEqualising(int[] counts)
    {
        var first = Array.FindIndex(counts, n => n > 0);
        var total = counts.Sum();
        var table = Identity();
        if (counts[first] == total)
            return table;

        var scale = 255f / (total - counts[first]);
        table.AsSpan(0, first + 1).Clear();
        var sum = 0;
        for (var i = first + 1; i < 256; i++)
        {
            sum += counts[i];
            table[i] = Saturate.ToByte(sum * scale);
        }

        return table;
    }

    private static void Cut(int[] counts, int start, int step, int number)
    {
        for (var i = start; i is >= 0 and < 256 && number > 0; i += step)
        {
            var taken = Math.Min(number, counts[i]);
            counts[i] -= taken;
            number -= taken;
        }
    }

    private static byte[] Identity() => [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
}
