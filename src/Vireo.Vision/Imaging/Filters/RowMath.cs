using System.Numerics;

namespace Vireo.Vision.Imaging.Filters;

/// <summary>Element by element sums over rows; products are rounded before they are added, so that every machine has
/// the same bits.</summary>
internal static class RowMath
{
    /// <summary><c>sum += weight · values</c>.</summary>
    public static void AddScaled(Span<float> sum, ReadOnlySpan<float> values, float weight)
    {
        var lanes = Vector<float>.Count;
        var i = 0;
        for (; i <= sum.Length - lanes; i += lanes)
        {
            var product = new Vector<float>(values[i..]) * weight;
            (new Vector<float>(sum[i..]) + product).CopyTo(sum[i..]);
        }

        for (; i < sum.Length; i++)
        {
            var product = values[i] * weight;
            sum[i] += product;
        }
    }

    /// <summary><c>sum += weight · values</c> in 16 bits; nothing may overflow.</summary>
    public static void AddScaled(Span<ushort> sum, ReadOnlySpan<byte> values, ushort weight)
    {
        var lanes = Vector<byte>.Count;
        var half = lanes / 2;
        var i = 0;
        for (; i <= sum.Length - lanes; i += lanes)
        {
            Vector.Widen(new Vector<byte>(values[i..]), out var low, out var high);
            (new Vector<ushort>(sum[i..]) + low * weight).CopyTo(sum[i..]);
            (new Vector<ushort>(sum[(i + half)..]) + high * weight).CopyTo(sum[(i + half)..]);
        }

        for (; i < sum.Length; i++)
            sum[i] += (ushort)(values[i] * weight);
    }

    /// <summary><c>sum += weight · values</c> in 32 bits.</summary>
    public static void AddScaled(Span<uint> sum, ReadOnlySpan<ushort> values, uint weight)
    {
        var lanes = Vector<ushort>.Count;
        var half = lanes / 2;
        var i = 0;
        for (; i <= sum.Length - lanes; i += lanes)
        {
            Vector.Widen(new Vector<ushort>(values[i..]), out var low, out var high);
            (new Vector<uint>(sum[i..]) + low * weight).CopyTo(sum[i..]);
            (new Vector<uint>(sum[(i + half)..]) + high * weight).CopyTo(sum[(i + half)..]);
        }

        for (; i < sum.Length; i++)
            sum[i] += values[i] * weight;
    }

    /// <summary>The smaller, or the larger, of two bytes.</summary>
    public static void Extreme(Span<byte> result, ReadOnlySpan<byte> values, bool largest)
    {
        var lanes = Vector<byte>.Count;
        var i = 0;
        for (; i <= result.Length - lanes; i += lanes)
        {
            var (a, b) = (new Vector<byte>(result[i..]), new Vector<byte>(values[i..]));
            (largest ? Vector.Max(a, b) : Vector.Min(a, b)).CopyTo(result[i..]);
        }

        for (; i < result.Length; i++)
            result[i] = largest ? Math.Max(result[i], values[i]) : Math.Min(result[i], values[i]);
    }

    /// <summary>The median of nine values, for each position: <paramref name="rows"/> are the nine spans one after
    /// another, each <paramref name="result"/>'s length.</summary>
    /// <remarks>Smith 1996, "Implementing median filters in XC4000E FPGAs": 19 exchanges.</remarks>
    public static void MedianOfNine(Span<byte> rows, Span<byte> result)
    {
        ReadOnlySpan<byte> exchanges =
        [
            1, 2, 4, 5, 7, 8, 0, 1, 3, 4, 6, 7, 1, 2, 4, 5, 7, 8, 0, 3, 5, 8, 4, 7, 3, 6, 1, 4, 2, 5, 4, 7, 4, 2, 6, 4,
            4, 2,
        ];
        var length = result.Length;
        for (var k = 0; k < exchanges.Length; k += 2)
            Exchange(rows.Slice(exchanges[k] * length, length), rows.Slice(exchanges[k + 1] * length, length));
        rows.Slice(4 * length, length).CopyTo(result);
    }

    private static void Exchange(Span<byte> low, Span<byte> high)
    {
        var lanes = Vector<byte>.Count;
        var i = 0;
        for (; i <= low.Length - lanes; i += lanes)
        {
            var (a, b) = (new Vector<byte>(low[i..]), new Vector<byte>(high[i..]));
            Vector.Min(a, b).CopyTo(low[i..]);
            Vector.Max(a, b).CopyTo(high[i..]);
        }

        for (; i < low.Length; i++)
            (low[i], high[i]) = (Math.Min(low[i], high[i]), Math.Max(low[i], high[i]));
    }
}
