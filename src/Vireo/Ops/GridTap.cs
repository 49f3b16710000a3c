namespace Vireo.Ops;

/// <summary>A pixel that takes part when an axis is read at a place.</summary>
/// <param name="Place">Which pixel.</param>
/// <param name="Weight">Its share.</param>
/// <param name="Slope">Derivative of the share by the place, as the grid gives it.</param>
internal readonly record struct GridTap(int Place, double Weight, double Slope)
{
    private const double Cubic = -0.75;

    /// <summary>The pixels inside the image that are read at a place between -1 and 1.</summary>
    /// <param name="rule">The sampling.</param>
    /// <param name="place">The place.</param>
    /// <param name="extent">Pixels of the axis.</param>
    /// <param name="taps">Where they go; room for four.</param>
    /// <returns>Their number.</returns>
    public static int Of(GridSample rule, double place, int extent, Span<GridTap> taps)
    {
        var rate = (rule.AlignCorners ? extent - 1 : extent) / 2.0;
        var x = (place + 1) * rate - (rule.AlignCorners ? 0 : 0.5);
        if (rule.Mode == ResizeMode.Cubic) return Four(rule, x, extent, rate, taps);
        var (bounded, sign) = Bounded(rule, x, extent);
        if (rule.Mode == ResizeMode.Nearest) return Keep((int)Math.Round(bounded), 1, 0, extent, taps, 0);
        var first = (int)Math.Floor(bounded);
        var t = bounded - first;
        var count = Keep(first, 1 - t, -rate * sign, extent, taps, 0);
        return first == int.MaxValue ? count : Keep(first + 1, t, rate * sign, extent, taps, count);
    }

    /// <summary>Keys' cubic: the neighbours, not the place, are brought back into the image.</summary>
    private static int Four(GridSample rule, double x, int extent, double rate, Span<GridTap> taps)
    {
        var first = (int)Math.Clamp(Math.Floor(x), int.MinValue + 8.0, int.MaxValue - 8.0);
        var count = 0;
        for (var i = -1; i <= 2; i++)
        {
            var (d, side) = (Math.Abs(x - first - i), x - first - i < 0 ? -1 : 1);
            var (weight, slope) = d <= 1
                ? (((Cubic + 2) * d - (Cubic + 3)) * d * d + 1, (3 * (Cubic + 2) * d - 2 * (Cubic + 3)) * d)
                : ((((d - 5) * d + 8) * d - 4) * Cubic, ((3 * d - 10) * d + 8) * Cubic);
            var place = Bounded(rule, first + i, extent).Place;
            count = Keep((int)place, weight, slope * side * rate, extent, taps, count);
        }

        return count;
    }

    /// <summary>A place brought back into the image, and the derivative of that: 1, 0 or -1.</summary>
    private static (double Place, int Sign) Bounded(GridSample rule, double x, int extent)
    {
        if (rule.Padding == GridPadding.Zeros) return (x, 1);
        var sign = 1;
        if (rule.Padding == GridPadding.Reflection) (x, sign) = Reflected(x, extent, rule.AlignCorners);
        if (x <= 0) return (0, 0);
        return x >= extent - 1 ? (extent - 1, 0) : (x, sign);
    }

    private static (double Place, int Sign) Reflected(double x, int extent, bool alignCorners)
    {
        var (low, span) = alignCorners ? (0.0, extent - 1.0) : (-0.5, extent);
        if (span == 0) return (0, 0);
        var sign = x < low ? -1 : 1;
        var distance = Math.Abs(x - low);
        var rest = Math.IEEERemainder(distance, 2 * span); // between -span and span: its size is what is wanted
        return (low + Math.Abs(rest), rest < 0 ? -sign : sign);
    }

    private static int Keep(int place, double weight, double slope, int extent, Span<GridTap> taps, int count)
    {
        if ((uint)place >= (uint)extent) return count;
        taps[count] = new(place, weight, slope);
        return count + 1;
    }
}
