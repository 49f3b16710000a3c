using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Gradients of layer norm and of root-mean-square norm; statistics are worked out again while a row is in the
/// first cache.</summary>
/// <remarks>Inputs: x, dy, γ. Outputs: dx, dγ, dβ. Parts sum their own dγ and dβ, which are added in order and in
/// double. Rows so short that dx is a small difference of large terms are computed in double.</remarks>
internal sealed class RowNormBackward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostParts = 64;
    private const int PartLength = 16384;
    private const int FewColumns = 16;

    private readonly int _rows;
    private readonly int _columns;
    private readonly int _rowsPerPart;
    private readonly int _parts;
    private readonly bool _isCentred;
    private readonly double _epsilon;
    private readonly Action<int> _part;
    private MemorySlice _x;
    private MemorySlice _dy;
    private MemorySlice _gamma;
    private MemorySlice _dx;
    private MemorySlice _scratch;

    public RowNormBackward(int rows, int columns, bool isCentred, double epsilon)
    {
        (_rows, _columns, _isCentred, _epsilon, _part) = (rows, columns, isCentred, epsilon, Part);
        _rowsPerPart = Math.Max(Blocking.Ceil(rows, MostParts), Math.Max(1, PartLength / Math.Max(1, columns)));
        _parts = Blocking.Ceil(rows, _rowsPerPart);
    }

    public override string Name => _isCentred ? "managed layer norm backward" : "managed rms norm backward";

    public override long ScratchBytes => 2L * _parts * _columns * Unsafe.SizeOf<T>();

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _dy, _gamma) = (inputs[0], inputs[1], inputs[2]);
        (_dx, _scratch) = (outputs[0], scratch);
        Workers.For(_parts, _part);
        var (dgamma, dbeta) = (outputs[1], outputs[2]);
        for (var k = 0; k < _columns; k++)
        {
            var (weighted, plain) = (0.0, 0.0);
            for (var part = 0; part < _parts; part++)
            {
                var sums = Sums(part);
                weighted += double.CreateTruncating(sums[k]);
                plain += double.CreateTruncating(sums[_columns + k]);
            }

            dgamma.Span<T>()[k] = T.CreateTruncating(weighted);
            dbeta.Span<T>()[k] = T.CreateTruncating(plain);
        }

        (_x, _dy, _gamma, _dx, _scratch) = (default, default, default, default, default);
    }

    private Span<T> Sums(int part) => _scratch.Span<T>(2L * part * _columns, 2 * _columns);

    private void Part(int part)
    {
        var sums = Sums(part);
        sums.Clear();
        for (var row = part * _rowsPerPart; row < Math.Min((part + 1) * _rowsPerPart, _rows); row++)
        {
            if (_columns <= FewColumns) ShortRow(row, sums);
            else Row(row, sums);
        }
    }

    private void Row(int row, Span<T> sums)
    {
        ReadOnlySpan<T> x = _x.Span<T>((long)row * _columns, _columns);
        ReadOnlySpan<T> dy = _dy.Span<T>((long)row * _columns, _columns);
        ReadOnlySpan<T> gamma = _gamma.Span<T>();
        var dx = _dx.Span<T>((long)row * _columns, _columns);
        var moments = RowMoments<T>.Of(x, _isCentred, _epsilon);
        var (i, plain, weighted) = (0, T.Zero, T.Zero);
        if (Lanes512<T>.IsSupported) Dot<Lanes512<T>>(x, dy, gamma, moments, ref i, ref plain, ref weighted);
        if (Lanes128<T>.IsSupported) Dot<Lanes128<T>>(x, dy, gamma, moments, ref i, ref plain, ref weighted);
        Dot<Lanes1<T>>(x, dy, gamma, moments, ref i, ref plain, ref weighted);
        var (scale, mean) = (moments.Scale, _isCentred ? double.CreateTruncating(plain) / _columns : 0);
        var curve = T.CreateTruncating(-scale * scale * scale * double.CreateTruncating(weighted) / _columns);
        var constant = T.CreateTruncating(-scale * mean);
        i = 0;
        if (Lanes512<T>.IsSupported) i = Write<Lanes512<T>>(x, dy, gamma, moments, curve, constant, dx, sums, i);
        if (Lanes128<T>.IsSupported) i = Write<Lanes128<T>>(x, dy, gamma, moments, curve, constant, dx, sums, i);
        Write<Lanes1<T>>(x, dy, gamma, moments, curve, constant, dx, sums, i);
    }

    /// <summary><c>Σ γ·dy</c> and <c>Σ γ·dy·(x - mean)</c>.</summary>
    private static void Dot<TLanes>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> gamma, RowMoments<T> moments, ref int i, ref T plain,
        ref T weighted)
        where TLanes : struct, ILanes<TLanes, T>
    {
        if (i > x.Length - TLanes.Count) return;
        var (shift, mean) = (TLanes.All(moments.Shift), TLanes.All(moments.Mean));
        TLanes sum = TLanes.Zero, product = TLanes.Zero;
        for (; i <= x.Length - TLanes.Count; i += TLanes.Count)
        {
            var g = TLanes.Load(ref MemoryMarshal.GetReference(dy), i)
                * TLanes.Load(ref MemoryMarshal.GetReference(gamma), i);
            sum += g;
            product = TLanes.Fma(g, TLanes.Load(ref MemoryMarshal.GetReference(x), i) - shift - mean, product);
        }

        plain += sum.Sum();
        weighted += product.Sum();
    }

    private static int Write<TLanes>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> gamma, RowMoments<T> moments, T curve, T constant,
        Span<T> dx, Span<T> sums, int i)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var to = ref MemoryMarshal.GetReference(dx);
        ref var total = ref MemoryMarshal.GetReference(sums);
        var (shift, mean) = (TLanes.All(moments.Shift), TLanes.All(moments.Mean));
        var scale = TLanes.All(T.CreateTruncating(moments.Scale));
        var (bend, level) = (TLanes.All(curve), TLanes.All(constant));
        for (; i <= x.Length - TLanes.Count; i += TLanes.Count)
        {
            var gradient = TLanes.Load(ref MemoryMarshal.GetReference(dy), i);
            var centred = TLanes.Load(ref MemoryMarshal.GetReference(x), i) - shift - mean;
            var g = gradient * TLanes.Load(ref MemoryMarshal.GetReference(gamma), i);
            TLanes.Fma(g, scale, TLanes.Fma(centred, bend, level)).Store(ref to, i);
            TLanes.Fma(gradient, centred * scale, TLanes.Load(ref total, i)).Store(ref total, i);
            (TLanes.Load(ref total, x.Length + i) + gradient).Store(ref total, x.Length + i);
        }

        return i;
    }

    private void ShortRow(int row, Span<T> sums)
    {
        Span<double> x = stackalloc double[_columns], g = stackalloc double[_columns];
        var given = _x.Span<T>((long)row * _columns, _columns);
        var dy = _dy.Span<T>((long)row * _columns, _columns);
        var gamma = _gamma.Span<T>();
        var (mean, square, plain, weighted) = (0.0, 0.0, 0.0, 0.0);
        for (var k = 0; k < x.Length; k++)
        {
            x[k] = double.CreateTruncating(given[k]);
            g[k] = double.CreateTruncating(dy[k]) * double.CreateTruncating(gamma[k]);
            if (_isCentred) mean += x[k] / _columns;
            if (_isCentred) plain += g[k] / _columns;
        }

        for (var k = 0; k < x.Length; k++)
        {
            x[k] -= mean;
            square += x[k] * x[k] / _columns;
            weighted += x[k] * g[k] / _columns;
        }

        var scale = 1 / Math.Sqrt(square + _epsilon);
        var dx = _dx.Span<T>((long)row * _columns, _columns);
        for (var k = 0; k < x.Length; k++)
        {
            dx[k] = T.CreateTruncating(scale * (g[k] - plain - x[k] * scale * scale * weighted));
            sums[k] += T.CreateTruncating(double.CreateTruncating(dy[k]) * x[k] * scale);
            sums[_columns + k] += dy[k];
        }
    }
}
