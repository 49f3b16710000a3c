namespace Vireo.Vision.Imaging.Png;

/// <summary>The five row filters of PNG.</summary>
internal static class PngFilter
{
    /// <summary>Replaces a filtered row by its bytes; false when there is no such filter.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="row">The row, changed in place.</param>
    /// <param name="above">The finished row above, zeros for the first.</param>
    /// <param name="step">Bytes to the pixel on the left.</param>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        above = above[..row.Length];
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                for (var i = step; i < row.Length; i++)
                    row[i] += row[i - step];
                return true;
            case 2:
                for (var i = 0; i < row.Length; i++)
                    row[i] += above[i];
                return true;
            case 3:
                for (var i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i >= step ? row[i - step] : 0) + above[i]) >> 1);
                return true;
            case 4:
                for (var i = 0; i < Math.Min(step, row.Length); i++)
                    row[i] += above[i];
                for (var i = step; i < row.Length; i++)
                    row[i] += Paeth(row[i - step], above[i], above[i - step]);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes the filtered row and returns the sum of its absolute values, the usual guess at its
    /// cost.</summary>
    public static long Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> result)
    {
        long cost = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var left = i >= step ? row[i - step] : (byte)0;
            var corner = i >= step ? above[i - step] : (byte)0;
            var guess = filter switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) >> 1,
                _ => Paeth(left, above[i], corner),
            };
            result[i] = (byte)(row[i] - guess);
            cost += Math.Abs((sbyte)result[i] == sbyte.MinValue ? 128 : (int)(sbyte)result[i]);
        }

        return cost;
    }

    private static byte Paeth(byte left, byte above, byte corner)
    {
        var toLeft = Math.Abs(above - corner);
        var toAbove = Math.Abs(left - corner);
        var toCorner = Math.Abs(left + above - 2 * corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
