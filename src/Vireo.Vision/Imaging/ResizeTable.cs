namespace Vireo.Vision.Imaging;

/// <summary>For each result position along one axis: the first source position and the weights from there on.</summary>
internal sealed class ResizeTable
{
    private ResizeTable(int length, int taps) =>
        (Taps, Start, Count, Weights) = (taps, new int[length], new int[length], new double[length * taps]);

    /// <summary>Room for weights per result position.</summary>
    public int Taps { get; }

    public int Length => Start.Length;

    /// <summary>First source position of each result position.</summary>
    public int[] Start { get; }

    /// <summary>Number of weights of each result position.</summary>
    public int[] Count { get; }

    /// <summary>[Length, Taps]; they add up to 1.</summary>
    public double[] Weights { get; }

    /// <summary>The weights as whole multiples of 2^-<paramref name="bits"/>.</summary>
    public int[] Quantised(int bits)
    {
        var one = (double)(1 << bits);
        return Array.ConvertAll(Weights, weight => (int)(weight * one + (weight < 0 ? -0.5 : 0.5)));
    }

    /// <summary>The table of one axis.</summary>
    /// <param name="source">Length of the source.</param>
    /// <param name="target">Length of the result, and the part of it that is wanted.</param>
    /// <param name="interpolation">Any but nearest.</param>
    /// <param name="antiAlias">Whether the filter widens when shrinking.</param>
    /// <param name="areaGrows">For area: whether either axis grows.</param>
    public static ResizeTable Make(
        int source, ResizeTarget target, Interpolation interpolation, bool antiAlias, bool areaGrows)
    {
        // OpenCV takes the reciprocal of the reciprocal, which decides where a position falls on a pixel's edge.
        var reciprocal = 1 / ((double)target.Length / source);
        return interpolation switch
        {
            Interpolation.Area =>
                areaGrows ? AreaLinear(source, target, reciprocal) : Area(source, target, reciprocal),
            _ when antiAlias || interpolation is Interpolation.Box or Interpolation.Hamming =>
                Widened(source, target, (double)source / target.Length, interpolation),
            _ => Fixed(source, target, reciprocal, interpolation),
        };
    }

    /// <summary>Nearest neighbour as a plain index per result position.</summary>
    public static int[] Nearest(int source, ResizeTarget target, bool fromCentre)
    {
        var index = new int[target.Count];
        if (!fromCentre)
        {
            var reciprocal = 1 / ((double)target.Length / source);
            for (var i = 0; i < target.Count; i++)
                index[i] = Math.Min((int)((target.First + i) * reciprocal), source - 1);
            return index;
        }

        // Pillow adds the step up, with the rounding errors that decide where a position falls on a pixel's edge.
        var scale = (double)source / target.Length;
        var position = scale * 0.5;
        for (var i = -target.First; i < target.Count; i++, position += scale)
            if (i >= 0)
                index[i] = Math.Min((int)position, source - 1);

        return index;
    }

    /// <summary>Nearest neighbour as a table of single weights.</summary>
    public static ResizeTable OfIndices(int source, ResizeTarget target, bool fromCentre)
    {
        var table = new ResizeTable(target.Count, 1);
        var index = Nearest(source, target, fromCentre);
        for (var i = 0; i < target.Count; i++)
            table.Row(i, index[i], 1)[0] = 1;

        return table;
    }

    /// <summary>Pillow's rule: the filter is stretched by the scale and cut off, and normalised again, at the
    /// edges.</summary>
    private static ResizeTable Widened(int source, ResizeTarget target, double scale, Interpolation interpolation)
    {
        var stretch = Math.Max(scale, 1);
        var radius = ResizeFilter.Radius(interpolation, antiAlias: true) * stretch;
        var table = new ResizeTable(target.Count, (int)Math.Ceiling(radius) * 2 + 1);
        for (var i = 0; i < target.Count; i++)
        {
            var centre = (target.First + i + 0.5) * scale;
            var first = Math.Max((int)(centre - radius + 0.5), 0);
            var end = Math.Min((int)(centre + radius + 0.5), source);
            var weights = table.Row(i, first, end - first);
            for (var k = 0; k < weights.Length; k++)
                weights[k] = ResizeFilter.Value(interpolation, true, (first + k - centre + 0.5) / stretch);
            Normalise(weights);
        }

        return table;
    }

    /// <summary>OpenCV's rule: a filter of fixed width, the edge pixel repeated beyond the edge.</summary>
    private static ResizeTable Fixed(int source, ResizeTarget target, double scale, Interpolation interpolation)
    {
        var radius = (int)ResizeFilter.Radius(interpolation, antiAlias: false);
        var table = new ResizeTable(target.Count, 2 * radius);
        for (var i = 0; i < target.Count; i++)
        {
            var centre = (target.First + i + 0.5) * scale - 0.5;
            var left = (int)Math.Floor(centre);
            var first = Math.Clamp(left - radius + 1, 0, source - 1);
            var last = Math.Clamp(left + radius, 0, source - 1);
            var weights = table.Row(i, first, last - first + 1);
            for (var tap = left - radius + 1; tap <= left + radius; tap++)
                weights[Math.Clamp(tap, 0, source - 1) - first] +=
                    ResizeFilter.Value(interpolation, false, tap - centre);
            Normalise(weights);
        }

        return table;
    }

    private static ResizeTable Area(int source, ResizeTarget target, double scale)
    {
        var table = new ResizeTable(target.Count, (int)Math.Ceiling(scale) + 2);
        for (var i = 0; i < target.Count; i++)
        {
            var at = (double)target.First + i;
            var (from, to) = (at * scale, Math.Min((at + 1) * scale, source));
            var first = Math.Min((int)from, source - 1);
            var end = Math.Min((int)Math.Ceiling(to - 1e-9), source);
            var weights = table.Row(i, first, Math.Max(end - first, 1));
            for (var k = 0; k < weights.Length; k++)
                weights[k] = Math.Max(0, Math.Min(to, first + k + 1) - Math.Max(from, first + k));
            Normalise(weights);
        }

        return table;
    }

    /// <summary>What OpenCV does for area when an axis grows: result pixels copy, and mix only across a source
    /// edge.</summary>
    private static ResizeTable AreaLinear(int source, ResizeTarget target, double scale)
    {
        var table = new ResizeTable(target.Count, 2);
        var inverse = (double)target.Length / source;
        for (var i = 0; i < target.Count; i++)
        {
            var at = (double)target.First + i;
            var first = Math.Min((int)Math.Floor(at * scale), source - 1);
            // In single precision, so that 0.99999999 is the whole pixel that it means.
            var fraction = (float)(at + 1 - (first + 1) * inverse);
            fraction = fraction <= 0 || first == source - 1 ? 0 : fraction - MathF.Floor(fraction);
            var weights = table.Row(i, first, first == source - 1 ? 1 : 2);
            weights[0] = 1 - fraction;
            if (weights.Length > 1)
                weights[1] = fraction;
        }

        return table;
    }

    private static void Normalise(Span<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
            sum += weight;
        foreach (ref var weight in weights)
            weight /= sum;
    }

    private Span<double> Row(int i, int start, int count)
    {
        (Start[i], Count[i]) = (start, count);
        return Weights.AsSpan(i * Taps, count);
    }
}
