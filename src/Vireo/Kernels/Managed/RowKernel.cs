using System.Numerics;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Base of kernels that treat every row by itself: the last axis of a row-major value.</summary>
public abstract class RowKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int PartLength = 16384;

    private readonly int _rows;
    private readonly int _rowsPerPart;
    private readonly Action<int> _part;

    private protected RowKernel(int rows, int columns)
    {
        (_rows, Columns, _part) = (rows, columns, Part);
        _rowsPerPart = Math.Max(1, PartLength / Math.Max(1, columns));
    }

    private protected int Columns { get; }

    private protected MemorySlice First { get; private set; }

    private protected MemorySlice Second { get; private set; }

    private protected MemorySlice Output { get; private set; }

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (First, Second, Output) = (inputs[0], inputs.Length > 1 ? inputs[1] : default, outputs[0]);
        Workers.For(Blocking.Ceil(_rows, _rowsPerPart), _part);
        (First, Second, Output) = (default, default, default);
    }

    /// <summary>Computes one row.</summary>
    private protected abstract void Row(int row);

    /// <summary>A row of an operand.</summary>
    private protected Span<T> Of(MemorySlice operand, int row) => operand.Span<T>((long)row * Columns, Columns);

    private void Part(int part)
    {
        var end = Math.Min((part + 1) * _rowsPerPart, _rows);
        for (var row = part * _rowsPerPart; row < end; row++) Row(row);
    }
}
