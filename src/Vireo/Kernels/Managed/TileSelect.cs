using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vireo.Kernels.Managed;

/// <summary>Comparisons and selection on tiles; truth values are one and zero.</summary>
internal static class TileSelect<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Greater(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) =>
        Compare<GreaterThan>(a, b, y);

    public static void GreaterOrEqual(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) =>
        Compare<AtLeast>(a, b, y);

    public static void Equal(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) =>
        Compare<SameAs>(a, b, y);

    /// <summary><c>y = a != 0 ? b : c</c>.</summary>
    public static void Where(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y)
    {
        var i = 0;
        if (a.Length == y.Length)
        {
            for (; i <= y.Length - Vector512<T>.Count; i += Vector512<T>.Count)
            {
                var isZero = Vector512.Equals(Load(a, i), Vector512<T>.Zero);
                Store(Vector512.ConditionalSelect(isZero, Load(c, i), Load(b, i)), y, i);
            }
        }

        for (; i < y.Length; i++) y[i] = At(a, i) != T.Zero ? At(b, i) : At(c, i);
    }

    /// <summary><c>y = a · clamp(a + 3, 0, 6) / 6</c>.</summary>
    public static void HardSwish(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y)
    {
        var (three, six) = (T.CreateChecked(3), T.CreateChecked(6));
        var i = 0;
        for (; i <= y.Length - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            var x = Load(a, i);
            var gate = Vector512.Max(x + Vector512.Create(three), Vector512<T>.Zero);
            Store(x * Vector512.Min(gate, Vector512.Create(six)) / Vector512.Create(six), y, i);
        }

        for (; i < y.Length; i++) y[i] = a[i] * T.Min(T.Max(a[i] + three, T.Zero), six) / six;
    }

    private interface IComparison
    {
        public static abstract Vector512<T> Of(Vector512<T> a, Vector512<T> b);

        public static abstract bool Of(T a, T b);
    }

    private readonly struct GreaterThan : IComparison
    {
        public static Vector512<T> Of(Vector512<T> a, Vector512<T> b) => Vector512.GreaterThan(a, b);

        public static bool Of(T a, T b) => a > b;
    }

    private readonly struct AtLeast : IComparison
    {
        public static Vector512<T> Of(Vector512<T> a, Vector512<T> b) => Vector512.GreaterThanOrEqual(a, b);

        public static bool Of(T a, T b) => a >= b;
    }

    private readonly struct SameAs : IComparison
    {
        public static Vector512<T> Of(Vector512<T> a, Vector512<T> b) => Vector512.Equals(a, b);

        public static bool Of(T a, T b) => a == b;
    }

    private static void Compare<TComparison>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where TComparison : struct, IComparison
    {
        var i = 0;
        for (; i <= y.Length - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            var holds = TComparison.Of(Load(a, i), Load(b, i));
            Store(Vector512.ConditionalSelect(holds, Vector512.Create(T.One), Vector512<T>.Zero), y, i);
        }

        for (; i < y.Length; i++) y[i] = TComparison.Of(At(a, i), At(b, i)) ? T.One : T.Zero;
    }

    private static Vector512<T> Load(ReadOnlySpan<T> x, int i) => x.Length == 1
        ? Vector512.Create(x[0])
        : Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(x), (nuint)i);

    private static void Store(Vector512<T> vector, Span<T> y, int i) =>
        Vector512.StoreUnsafe(vector, ref MemoryMarshal.GetReference(y), (nuint)i);

    private static T At(ReadOnlySpan<T> x, int i) => x.Length == 1 ? x[0] : x[i];
}
