using System.Runtime.CompilerServices;

namespace Vireo.Kernels.Managed;

/// <summary>Elementary functions of float lanes. The same steps for every width, hence the same bits.</summary>
/// <remarks>The polynomials interpolate at Chebyshev nodes; their own error is below 1e-9.</remarks>
internal static class FloatMath
{
    private const float Round = 12582912f; // 1.5 · 2^23: adding it rounds to a whole number
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f; // few bits: n · Ln2High is exact
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary><c>e^x</c> within 2 ulp; 0 and ∞ beyond the range, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var (high, low) = (TLanes.All(89f), TLanes.All(-104f));
        x = TLanes.IfGreater(x, high, high, x);
        x = TLanes.IfGreater(low, x, low, x);
        var n = RoundToWhole(x * TLanes.All(Log2E));
        var q = Reduced(x, n, out var r);

        // The power is applied in two halves: a subnormal result and the last normal ones have no factor of their own.
        var half = RoundToWhole(n * TLanes.All(0.5f));
        return TLanes.Fma(q, r, TLanes.All(1f)) * TLanes.PowerOfTwo(half) * TLanes.PowerOfTwo(n - half);
    }

    /// <summary><c>tanh x = E / (E + 2)</c>, <c>E = e^2|x| - 1</c>, with the sign of x, within 3 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Tanh<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var twice = Absolute(x) * TLanes.All(2f);
        var limit = TLanes.All(20f); // tanh 10 is 1 in float
        twice = TLanes.IfGreater(twice, limit, limit, twice);
        var n = RoundToWhole(twice * TLanes.All(Log2E));
        var q = Reduced(twice, n, out var r);
        var scale = TLanes.PowerOfTwo(n);
        var e = TLanes.Fma(q * r, scale, scale - TLanes.All(1f));
        return WithSign(e / (e + TLanes.All(2f)), x);
    }

    /// <summary><c>1 / (1 + e^-x)</c> within 3 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sigmoid<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var one = TLanes.All(1f);
        return one / (one + Exp(TLanes.Zero - x));
    }

    /// <summary>Error function within 3 ulp: an odd polynomial up to one, <c>1 - e^-g(|x|)</c> beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Erf<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float>
    {
        var size = Absolute(x);
        var t = size * size;
        var near = TLanes.All(-9.667044294739274e-06f);
        near = TLanes.Fma(near, t, TLanes.All(0.00011265958924531086f));
        near = TLanes.Fma(near, t, TLanes.All(-0.0008484080390904634f));
        near = TLanes.Fma(near, t, TLanes.All(0.005221031806797378f));
        near = TLanes.Fma(near, t, TLanes.All(-0.026865430727272425f));
        near = TLanes.Fma(near, t, TLanes.All(0.11283782495229802f));
        near = TLanes.Fma(near, t, TLanes.All(-0.3761263846802829f));
        near = TLanes.Fma(near, t, TLanes.All(1.1283791670615435f)) * size;

        var limit = TLanes.All(4f); // erf 4 is 1 in float
        var u = TLanes.IfGreater(size, limit, limit, size) - TLanes.All(2.5f);
        var g = TLanes.All(-1.637151416487449e-06f);
        g = TLanes.Fma(g, u, TLanes.All(1.3315014395670076e-05f));
        g = TLanes.Fma(g, u, TLanes.All(-7.729137614650747e-05f));
        g = TLanes.Fma(g, u, TLanes.All(0.00042012252354639703f));
        g = TLanes.Fma(g, u, TLanes.All(-0.002165303549171208f));
        g = TLanes.Fma(g, u, TLanes.All(0.010858541642893318f));
        g = TLanes.Fma(g, u, TLanes.All(0.9438937036106543f));
        g = TLanes.Fma(g, u, TLanes.All(5.352680674224487f));
        g = TLanes.Fma(g, u, TLanes.All(7.806815272727263f));
        var one = TLanes.All(1f);
        return WithSign(TLanes.IfGreater(size, one, one - Exp(TLanes.Zero - g), near), x);
    }

    /// <summary><c>(e^r - 1) / r</c> for <c>r = x - n·ln 2</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Reduced<TLanes>(TLanes x, TLanes n, out TLanes r)
        where TLanes : struct, ILanes<TLanes, float>
    {
        r = TLanes.Fma(n, TLanes.All(-Ln2High), x);
        r = TLanes.Fma(n, TLanes.All(-Ln2Low), r);
        var q = TLanes.All(0.00019899316418371533f);
        q = TLanes.Fma(q, r, TLanes.All(0.0013941146598973385f));
        q = TLanes.Fma(q, r, TLanes.All(0.008333298432677952f));
        q = TLanes.Fma(q, r, TLanes.All(0.041666352438227416f));
        q = TLanes.Fma(q, r, TLanes.All(0.16666666719112966f));
        q = TLanes.Fma(q, r, TLanes.All(0.5000000047221055f));
        return TLanes.Fma(q, r, TLanes.All(1f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes RoundToWhole<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float> => x + TLanes.All(Round) - TLanes.All(Round);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Absolute<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float> => TLanes.IfGreater(TLanes.Zero, x, TLanes.Zero - x, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes WithSign<TLanes>(TLanes size, TLanes of)
        where TLanes : struct, ILanes<TLanes, float> => TLanes.IfGreater(TLanes.Zero, of, TLanes.Zero - size, size);
}
