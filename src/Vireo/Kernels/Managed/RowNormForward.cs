using System.Numerics;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Layer norm, or root-mean-square norm, of rows: <c>y = γ · (x - mean) / √(var + ε) + β</c>.</summary>
/// <remarks>Inputs: x, γ, β. Output: y. Rows are contiguous: the last axis, or channels that lie last.</remarks>
internal sealed class RowNormForward<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int PartLength = 16384;

    private readonly int _rows;
    private readonly int _columns;
    private readonly int _rowsPerPart;
    private readonly bool _isCentred;
    private readonly double _epsilon;
    private readonly Action<int> _part;
    private MemorySlice _x;
    private MemorySlice _gamma;
    private MemorySlice _beta;
    private MemorySlice _y;

    public RowNormForward(int rows, int columns, bool isCentred, double epsilon)
    {
        (_rows, _columns, _isCentred, _epsilon, _part) = (rows, columns, isCentred, epsilon, Part);
        _rowsPerPart = Math.Max(1, PartLength / Math.Max(1, columns));
    }

    public override string Name => _isCentred ? "managed layer norm" : "managed rms norm";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_x, _gamma, _beta, _y) = (inputs[0], inputs[1], inputs[2], outputs[0]);
        Workers.For(Blocking.Ceil(_rows, _rowsPerPart), _part);
        (_x, _gamma, _beta, _y) = (default, default, default, default);
    }

    private void Part(int part)
    {
        ReadOnlySpan<T> gamma = _gamma.Span<T>(), beta = _beta.Span<T>();
        for (var row = part * _rowsPerPart; row < Math.Min((part + 1) * _rowsPerPart, _rows); row++)
        {
            ReadOnlySpan<T> x = _x.Span<T>((long)row * _columns, _columns);
            var y = _y.Span<T>((long)row * _columns, _columns);
            var moments = RowMoments<T>.Of(x, _isCentred, _epsilon);
            var i = 0;
            if (Lanes512<T>.IsSupported) i = Write<Lanes512<T>>(x, moments, gamma, beta, y, i);
            if (Lanes128<T>.IsSupported) i = Write<Lanes128<T>>(x, moments, gamma, beta, y, i);
            Write<Lanes1<T>>(x, moments, gamma, beta, y, i);
        }
    }

    private static int Write<TLanes>(
        ReadOnlySpan<T> x, RowMoments<T> moments, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, int i)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var factor = ref MemoryMarshal.GetReference(gamma);
        ref var addend = ref MemoryMarshal.GetReference(beta);
        ref var to = ref MemoryMarshal.GetReference(y);
        var (shift, mean) = (TLanes.All(moments.Shift), TLanes.All(moments.Mean));
        var scale = TLanes.All(T.CreateTruncating(moments.Scale));
        for (; i <= x.Length - TLanes.Count; i += TLanes.Count)
        {
            var normal = (TLanes.Load(ref from, i) - shift - mean) * scale;
            TLanes.Fma(normal, TLanes.Load(ref factor, i), TLanes.Load(ref addend, i)).Store(ref to, i);
        }

        return i;
    }
}
