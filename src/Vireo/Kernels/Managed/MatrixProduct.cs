using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>The product of two matrices that lie in memory, each perhaps transposed.</summary>
internal sealed class MatrixProduct<T> : RowProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly GemmGeometry _geometry;
    private MemorySlice _left;
    private MemorySlice _right;
    private MemorySlice _result;
    private MemorySlice? _bias;

    public MatrixProduct(GemmGeometry geometry)
        : base(geometry.M, geometry.N, geometry.K) => _geometry = geometry;

    /// <summary>Sets what the next run reads and writes.</summary>
    public void Bind(MemorySlice left, MemorySlice right, MemorySlice result, MemorySlice? bias = null) =>
        (_left, _right, _result, _bias) = (left, right, result, bias);

    protected override bool Accumulate => _geometry.Accumulate;

    protected override bool PacksColumns => _geometry.TransposeA;

    protected override Span<T> Result => _result.Span<T>();

    protected override ReadOnlySpan<T> Bias => _bias is { } bias ? bias.Span<T>() : default;

    protected override void PackLeft(int row, int rows, int k, int depth, Span<T> panel)
    {
        var a = _left.Span<T>();
        var step = _geometry.StepA;
        if (_geometry.TransposeA) Packing.Columns(a[(k * step + row)..], step, panel, depth, rows);
        else Packing.Rows(a[(row * step + k)..], step, panel, RowPanel.RowStep, rows, depth);
    }

    protected override void PackRight(int column, int columns, Span<T> panel)
    {
        var b = _right.Span<T>();
        var step = _geometry.StepB;
        const int Step = Blocking.Columns;
        if (_geometry.TransposeB) Packing.Transpose(b[(column * step)..], step, panel, Step, columns, Depth);
        else Packing.Rows(b[column..], step, panel, Step, Depth, columns);
    }

    protected override void Locate(int row, Span<int> offsets)
    {
        for (var i = 0; i < offsets.Length; i++) offsets[i] = (row + i) * _geometry.StepC;
    }
}
