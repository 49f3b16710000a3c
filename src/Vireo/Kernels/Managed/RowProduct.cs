using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>A matrix product <c>Result[r, c] = Σ_k Left[r, k] · Right[k, c]</c> whose factors are packed on the way:
/// what a convolution gathers from an image and what a matrix gives as it lies are the same to the loops.</summary>
/// <remarks>The right factor is packed whole, once per run, into panels of <see cref="Blocking.Columns"/> columns; the
/// left one panel by panel, just before use. Parts are blocks of results; their number depends on the extents
/// alone.</remarks>
internal abstract class RowProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int WantedParts = 32;

    private readonly int _rowsPerPart;
    private readonly int _columnsPerPart;
    private readonly int _columnParts;

    protected RowProduct(int rows, int columns, int depth)
    {
        (Rows, Columns, Depth) = (rows, columns, depth);
        // Wide parts use a packed panel often, tall ones the right factor; both give way while there are too few.
        (_rowsPerPart, _columnsPerPart) = (8 * Blocking.MaxRows, 16 * Blocking.Columns);
        for (var tall = true; Parts(_rowsPerPart, _columnsPerPart) < WantedParts; tall = !tall)
        {
            if (_rowsPerPart == Blocking.MaxRows && _columnsPerPart == Blocking.Columns) break;
            if (tall) _rowsPerPart = Math.Max(Blocking.MaxRows, _rowsPerPart / 2);
            else _columnsPerPart = Math.Max(Blocking.Columns, _columnsPerPart / 2);
        }

        _columnParts = Blocking.Ceil(columns, _columnsPerPart);
        PartCount = rows == 0 ? 0 : Parts(_rowsPerPart, _columnsPerPart);
        PanelCount = rows == 0 ? 0 : Blocking.Ceil(columns, Blocking.Columns);
    }

    private int Parts(int rows, int columns) => Blocking.Ceil(Rows, rows) * Blocking.Ceil(Columns, columns);

    /// <summary>Rows of the result.</summary>
    public int Rows { get; }

    /// <summary>Columns of the result.</summary>
    public int Columns { get; }

    /// <summary>Terms of each sum.</summary>
    public int Depth { get; }

    /// <summary>Independent parts of the multiplication.</summary>
    public int PartCount { get; }

    /// <summary>Independent parts of the packing of the right factor.</summary>
    public int PanelCount { get; }

    /// <summary>Elements of the packed right factor.</summary>
    public long PackedLength => (long)PanelCount * Depth * Blocking.Columns;

    /// <summary>Whether results are added to what is there.</summary>
    protected virtual bool Accumulate => false;

    /// <summary>Whether <see cref="PackLeft"/> writes a <see cref="ColumnPanel"/>; else a <see
    /// cref="RowPanel"/>.</summary>
    protected virtual bool PacksColumns => false;

    /// <summary>Writes rows <c>row …</c>, terms <c>k …</c> of the left factor.</summary>
    protected abstract void PackLeft(int row, int rows, int k, int depth, Span<T> panel);

    /// <summary>Writes all terms of columns <c>column …</c>, <see cref="Blocking.Columns"/> apart.</summary>
    /// <param name="column">First column.</param>
    /// <param name="columns">Columns; what is missing to a full panel is left as it is (zero).</param>
    /// <param name="panel">Zeroed where columns are missing.</param>
    protected abstract void PackRight(int column, int columns, Span<T> panel);

    /// <summary>Offsets of rows of the result, in elements.</summary>
    protected abstract void Locate(int row, Span<int> offsets);

    /// <summary>Memory of the result, from column zero on.</summary>
    protected abstract Span<T> Result { get; }

    /// <summary>What is added to every row; empty for nothing.</summary>
    protected virtual ReadOnlySpan<T> Bias => default;

    /// <summary>Packs one panel of the right factor.</summary>
    public void PackPanel(int panel, Span<T> packed)
    {
        if (Depth == 0) return;
        var column = panel * Blocking.Columns;
        var columns = Math.Min(Blocking.Columns, Columns - column);
        var target = packed.Slice(panel * Depth * Blocking.Columns, Depth * Blocking.Columns);
        if (columns < Blocking.Columns) target.Clear();
        PackRight(column, columns, target);
    }

    /// <summary>Computes one part of the result.</summary>
    public void Multiply(int part, ReadOnlySpan<T> packed)
    {
        Span<T> left = stackalloc T[Blocking.PanelLength];
        Span<int> offsets = stackalloc int[Blocking.MaxRows];
        Span<int> none = stackalloc int[Blocking.MaxRows];
        none.Clear();
        var first = part / _columnParts * _rowsPerPart;
        var last = Math.Min(first + _rowsPerPart, Rows);
        if (Depth == 0) Fill(part, first, last);
        for (var k = 0; k < Depth; k += Blocking.Depth)
        {
            var depth = Math.Min(Blocking.Depth, Depth - k);
            for (var row = first; row < last; row += Blocking.Rows)
            {
                var rows = Math.Min(Blocking.Rows, last - row);
                PackLeft(row, rows, k, depth, left);
                Locate(row, offsets[..rows]);
                Panels(part, rows, k, depth, left, packed, offsets, none);
            }
        }
    }

    /// <summary>One packed panel of the left factor against all panels of the right one in this part.</summary>
    private void Panels(
        int part, int rows, int k, int depth, Span<T> left, ReadOnlySpan<T> packed, Span<int> offsets, Span<int> none)
    {
        Span<T> zeros = stackalloc T[Blocking.Columns];
        zeros.Clear();
        var result = Result;
        var bias = Bias;
        var addend = bias.IsEmpty ? zeros : bias;
        var start = part % _columnParts * _columnsPerPart;
        var end = Math.Min(start + _columnsPerPart, Columns);
        for (var column = start; column < end; column += Blocking.Columns)
        {
            var own = k > 0 || Accumulate;
            var task = new TileArguments<T>
            {
                Left = ref left[0],
                Right = ref MemoryMarshal.GetReference(packed[(column * Depth + k * Blocking.Columns)..]),
                RightStep = Blocking.Columns,
                Depth = depth,
                Result = ref result[column],
                ResultRows = ref offsets[0],
                Addend = ref own ? ref result[column] : ref Unsafe.AsRef(in addend[bias.IsEmpty ? 0 : column]),
                AddendRows = ref own ? ref offsets[0] : ref none[0],
            };
            var columns = Math.Min(Blocking.Columns, end - column);
            if (PacksColumns) Tile<T, ColumnPanel>.Multiply(ref task, rows, columns);
            else Tile<T, RowPanel>.Multiply(ref task, rows, columns);
        }
    }

    /// <summary>A sum without terms is the bias or zero.</summary>
    private void Fill(int part, int first, int last)
    {
        if (Accumulate) return;
        Span<int> offset = stackalloc int[1];
        var start = part % _columnParts * _columnsPerPart;
        var count = Math.Min(_columnsPerPart, Columns - start);
        for (var row = first; row < last; row++)
        {
            Locate(row, offset);
            var target = Result.Slice(offset[0] + start, count);
            if (Bias.IsEmpty) target.Clear();
            else Bias.Slice(start, count).CopyTo(target);
        }
    }
}
