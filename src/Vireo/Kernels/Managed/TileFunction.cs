using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Vireo.Graph;
using Vireo.Ops;
using Vireo.Quantisation;

namespace Vireo.Kernels.Managed;

/// <summary>One line of a tile program on a tile: <c>y = f(a, b, c)</c>. A span of one element stands for a number that
/// is the same everywhere.</summary>
internal delegate void TileFunction<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y);

/// <summary>Vectorised forms of elementwise ops; those without one run element by element through their
/// oracle.</summary>
internal static class TileFunctions<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static TileFunction<T> For(ElementwiseOp op) => Vectorised(op) ?? Scalar(op);

    /// <summary>The vectorised form of an op; null when it has none.</summary>
    public static TileFunction<T>? Vectorised(ElementwiseOp op) => op switch
    {
        Add => Sum,
        Subtract => Difference,
        Multiply => Product,
        Divide => Quotient,
        Maximum => static (a, b, _, y) => Commutative(a, b, y, TensorPrimitives.Max, TensorPrimitives.Max),
        Minimum => static (a, b, _, y) => Commutative(a, b, y, TensorPrimitives.Min, TensorPrimitives.Min),
        Negate => static (a, _, _, y) => TensorPrimitives.Negate(a, y),
        Abs => static (a, _, _, y) => TensorPrimitives.Abs(a, y),
        Exp => static (a, _, _, y) => TensorPrimitives.Exp(a, y),
        Log => static (a, _, _, y) => TensorPrimitives.Log(a, y),
        Sqrt => static (a, _, _, y) => TensorPrimitives.Sqrt(a, y),
        Tanh => static (a, _, _, y) => TensorPrimitives.Tanh(a, y),
        Sigmoid => static (a, _, _, y) => TensorPrimitives.Sigmoid(a, y),
        Expand => static (a, _, _, y) => Fill(a, y),
        Cast { To: DType.F64 } => static (a, _, _, y) => Fill(a, y),
        Cast { To: DType.F32 } when typeof(T) == typeof(float) => static (a, _, _, y) => Fill(a, y),
        Cast { To: DType.F32 } => static (a, _, _, y) => Rounded(a, y),
        Cast { To: DType.BF16 } => static (a, _, _, y) => RoundedToBrain(a, y),
        Quantise quantise => RoundTo(quantise),
        FakeQuantise fake => RoundThrough(fake),
        Dequantise { Scale: var scale } => (a, _, _, y) =>
        {
            if (a.Length == y.Length) TensorPrimitives.Multiply(a, T.CreateTruncating(scale), y);
            else y.Fill(a[0] * T.CreateTruncating(scale));
        },
        Relu => static (a, _, _, y) => TensorPrimitives.Max(a, T.Zero, y),
        Clamp clamp => ClampTo(T.CreateChecked(clamp.Low), T.CreateChecked(clamp.High)),
        HardSigmoid => static (a, _, _, y) => HardSigmoidOf(a, y),
        HardSwish => TileSelect<T>.HardSwish,
        Silu => static (a, _, _, y) => SiluOf(a, y),
        Erf => static (a, _, _, y) => VectorMath.Erf(a, y),
        Gelu => static (a, _, _, y) => GeluOf(a, y),
        Power { Exponent: -0.5 } => static (a, _, _, y) =>
        {
            TensorPrimitives.Sqrt(a, y);
            TensorPrimitives.Divide(T.One, y, y);
        },
        Greater => TileSelect<T>.Greater,
        GreaterOrEqual => TileSelect<T>.GreaterOrEqual,
        Equal => TileSelect<T>.Equal,
        Where => TileSelect<T>.Where,
        _ => null,
    };

    /// <summary>A function that computes element by element.</summary>
    private static TileFunction<T> Scalar(ElementwiseOp op) => (a, b, c, y) =>
    {
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = T.CreateTruncating(op.Apply(At(a, i), At(b, i), At(c, i)));
        }
    };

    private static double At(ReadOnlySpan<T> x, int i) =>
        x.Length == 0 ? 0 : double.CreateTruncating(x.Length == 1 ? x[0] : x[i]);

    private static void Fill(ReadOnlySpan<T> x, Span<T> y)
    {
        if (x.Length == y.Length) x.CopyTo(y);
        else y.Fill(x[0]);
    }

    private static void Rounded(ReadOnlySpan<T> x, Span<T> y)
    {
        Fill(x, y);
        foreach (ref var value in y) value = T.CreateTruncating(float.CreateTruncating(value));
    }

    private static void RoundedToBrain(ReadOnlySpan<T> x, Span<T> y)
    {
        if (typeof(T) == typeof(float) && x.Length == y.Length)
        {
            Span<ushort> bits = stackalloc ushort[256];
            for (var i = 0; i < y.Length; i += bits.Length)
            {
                var part = bits[..Math.Min(bits.Length, y.Length - i)];
                BrainFloat.Narrow(MemoryMarshal.Cast<T, float>(x.Slice(i, part.Length)), part);
                BrainFloat.Widen(part, MemoryMarshal.Cast<T, float>(y.Slice(i, part.Length)));
            }

            return;
        }

        Fill(x, y);
        foreach (ref var value in y)
        {
            value = T.CreateTruncating(BFloat.ToSingle(BFloat.FromSingle(float.CreateTruncating(value))));
        }
    }

    private static void Sum(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) =>
        Commutative(a, b, y, TensorPrimitives.Add, TensorPrimitives.Add);

    private static void Product(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y) =>
        Commutative(a, b, y, TensorPrimitives.Multiply, TensorPrimitives.Multiply);

    private static void Difference(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y)
    {
        if (b.Length != y.Length) TensorPrimitives.Subtract(a.Length == y.Length ? a : Spread(a, y), b[0], y);
        else if (a.Length != y.Length) TensorPrimitives.Subtract(a[0], b, y);
        else TensorPrimitives.Subtract(a, b, y);
    }

    private static void Quotient(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y)
    {
        if (b.Length != y.Length) TensorPrimitives.Divide(a.Length == y.Length ? a : Spread(a, y), b[0], y);
        else if (a.Length != y.Length) TensorPrimitives.Divide(a[0], b, y);
        else TensorPrimitives.Divide(a, b, y);
    }

    private delegate void Spans(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y);

    private delegate void SpanAndNumber(ReadOnlySpan<T> a, T b, Span<T> y);

    private static void Commutative(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, Spans spans, SpanAndNumber spanAndNumber)
    {
        if (a.Length == y.Length && b.Length == y.Length) spans(a, b, y);
        else if (a.Length == y.Length) spanAndNumber(a, b[0], y);
        else if (b.Length == y.Length) spanAndNumber(b, a[0], y);
        else spanAndNumber(Spread(a, y), b[0], y);
    }

    /// <summary>Both operands are numbers: fills the result with the first and reads it from there.</summary>
    private static ReadOnlySpan<T> Spread(ReadOnlySpan<T> a, Span<T> y)
    {
        y.Fill(a[0]);
        return y;
    }

    private static TileFunction<T> ClampTo(T low, T high) => (a, _, _, y) =>
    {
        TensorPrimitives.Max(a, low, y);
        TensorPrimitives.Min(y, high, y);
    };

    private static TileFunction<T> RoundTo(Quantise quantise) => (a, _, _, y) =>
    {
        var (low, high) = ByteScale.Limits(quantise.To);
        if (typeof(T) == typeof(float) && a.Length == y.Length)
        {
            WholeBytes.Round(
                MemoryMarshal.Cast<T, float>(a), quantise.Factor, low, high, MemoryMarshal.Cast<T, float>(y));
            return;
        }

        if (a.Length == y.Length) TensorPrimitives.Multiply(a, T.CreateTruncating(quantise.Factor), y);
        else y.Fill(a[0] * T.CreateTruncating(quantise.Factor));
        TensorPrimitives.Round(y, MidpointRounding.ToEven, y);
        TensorPrimitives.Max(y, T.CreateTruncating(low), y);
        TensorPrimitives.Min(y, T.CreateTruncating(high), y);
    };

    private static TileFunction<T> RoundThrough(FakeQuantise fake) => (a, b, _, y) =>
    {
        var (low, high) = ByteScale.Limits(fake.To);
        Span<T> bytes = stackalloc T[64];
        for (var i = 0; i < y.Length; i += bytes.Length)
        {
            var part = bytes[..Math.Min(bytes.Length, y.Length - i)];
            var step = b.Length == y.Length ? b.Slice(i, part.Length) : b;
            Quotient(a.Length == y.Length ? a.Slice(i, part.Length) : a, step, default, part);
            TensorPrimitives.Round(part, MidpointRounding.ToEven, part);
            TensorPrimitives.Max(part, T.CreateTruncating(low), part);
            TensorPrimitives.Min(part, T.CreateTruncating(high), part);
            Product(part, step, default, y.Slice(i, part.Length));
        }
    };

    private static void HardSigmoidOf(ReadOnlySpan<T> a, Span<T> y)
    {
        TensorPrimitives.Add(a, T.CreateChecked(3), y);
        TensorPrimitives.Max(y, T.Zero, y);
        TensorPrimitives.Min(y, T.CreateChecked(6), y);
        TensorPrimitives.Divide(y, T.CreateChecked(6), y);
    }

    // The result may lie over the operand: an element is written only after its last use.
    private static void SiluOf(ReadOnlySpan<T> a, Span<T> y)
    {
        Span<T> sigmoid = stackalloc T[64];
        for (var i = 0; i < y.Length; i += sigmoid.Length)
        {
            var part = a.Slice(i, Math.Min(sigmoid.Length, y.Length - i));
            TensorPrimitives.Sigmoid(part, sigmoid);
            TensorPrimitives.Multiply(part, sigmoid[..part.Length], y[i..]);
        }
    }

    private static void GeluOf(ReadOnlySpan<T> a, Span<T> y)
    {
        Span<T> gate = stackalloc T[64];
        var (root, half) = (T.CreateChecked(Math.Sqrt(0.5)), T.CreateChecked(0.5));
        for (var i = 0; i < y.Length; i += gate.Length)
        {
            var part = a.Slice(i, Math.Min(gate.Length, y.Length - i));
            var cdf = gate[..part.Length];
            TensorPrimitives.Multiply(part, root, cdf);
            VectorMath.Erf<T>(cdf, cdf);
            TensorPrimitives.Multiply(cdf, half, cdf);
            TensorPrimitives.Add(cdf, half, cdf);
            TensorPrimitives.Multiply(part, cdf, y[i..]);
        }
    }
}
