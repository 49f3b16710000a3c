using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vireo.Kernels.Managed;

/// <summary>Elementary functions of many numbers. Float goes through vector registers, double through the base
/// library's scalar functions. Results may overwrite their arguments.</summary>
/// <remarks>Error of the float forms: exp 2 ulp, log 3 ulp, tanh 3 ulp, sigmoid 3 ulp, erf 3 ulp.</remarks>
public static class VectorMath
{
    /// <summary>A function in both of its forms.</summary>
    private interface IFunction
    {
        public static abstract TLanes Of<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes, float>;

        public static abstract double Of(double x);
    }

    /// <summary><c>y = e^x</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="y"/> is shorter than <paramref name="x"/>.</exception>
    public static void Exp<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Map<ExpFunction, T>(x, y);

    /// <summary><c>y = tanh x</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="y"/> is shorter than <paramref name="x"/>.</exception>
    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Map<TanhFunction, T>(x, y);

    /// <summary><c>y = 1 / (1 + e^-x)</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="y"/> is shorter than <paramref name="x"/>.</exception>
    public static void Sigmoid<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Map<SigmoidFunction, T>(x, y);

    /// <summary>Error function, <c>y = 2/√π · ∫₀ˣ e^(-t²) dt</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="y"/> is shorter than <paramref name="x"/>.</exception>
    public static void Erf<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Map<ErfFunction, T>(x, y);

    /// <summary><c>y = ln x</c>; -∞ for zero, NaN below.</summary>
    /// <exception cref="ArgumentException"><paramref name="y"/> is shorter than <paramref name="x"/>.</exception>
    public static void Log<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(x.Length, y.Length);
        var i = 0;
        if (typeof(T) == typeof(float) && Vector512.IsHardwareAccelerated)
        {
            ref var from = ref Unsafe.As<T, float>(ref MemoryMarshal.GetReference(x));
            ref var to = ref Unsafe.As<T, float>(ref MemoryMarshal.GetReference(y));
            for (; i <= x.Length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                Vector512.Log(Vector512.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i < x.Length; i++) y[i] = T.Log(x[i]);
    }

    private static void Map<TFunction, T>(ReadOnlySpan<T> x, Span<T> y)
        where TFunction : IFunction
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(x.Length, y.Length);
        if (typeof(T) == typeof(float))
        {
            ref var from = ref Unsafe.As<T, float>(ref MemoryMarshal.GetReference(x));
            ref var to = ref Unsafe.As<T, float>(ref MemoryMarshal.GetReference(y));
            var i = 0;
            if (Lanes512<float>.IsSupported) i = Map<TFunction, Lanes512<float>>(ref from, ref to, x.Length, i);
            if (Lanes256<float>.IsSupported) i = Map<TFunction, Lanes256<float>>(ref from, ref to, x.Length, i);
            if (Lanes128<float>.IsSupported) i = Map<TFunction, Lanes128<float>>(ref from, ref to, x.Length, i);
            Map<TFunction, Lanes1<float>>(ref from, ref to, x.Length, i);
            return;
        }

        for (var i = 0; i < x.Length; i++) y[i] = T.CreateTruncating(TFunction.Of(double.CreateTruncating(x[i])));
    }

    private static int Map<TFunction, TLanes>(ref float x, ref float y, int count, int i)
        where TFunction : IFunction
        where TLanes : struct, ILanes<TLanes, float>
    {
        for (; i <= count - TLanes.Count; i += TLanes.Count) TFunction.Of(TLanes.Load(ref x, i)).Store(ref y, i);
        return i;
    }

    private static void Check(int from, int to)
    {
        if (to < from) throw new ArgumentException($"{from} arguments, room for {to} results");
    }

    private readonly struct ExpFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes, float> => FloatMath.Exp(x);

        public static double Of(double x) => Math.Exp(x);
    }

    private readonly struct TanhFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes, float> => FloatMath.Tanh(x);

        public static double Of(double x) => Math.Tanh(x);
    }

    private readonly struct SigmoidFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes, float> => FloatMath.Sigmoid(x);

        public static double Of(double x) => 1 / (1 + Math.Exp(-x));
    }

    private readonly struct ErfFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes, float> => FloatMath.Erf(x);

        public static double Of(double x) => DoubleMath.Erf(x);
    }
}
