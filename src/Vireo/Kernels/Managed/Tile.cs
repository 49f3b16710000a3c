using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vireo.Kernels.Managed;

/// <summary>Cuts a block of results into the shapes the micro-kernels have: the widest registers first, then narrower
/// ones, so that no column is computed for nothing unless fewer than a 128-bit register are left.</summary>
internal static class Tile<T, TPanel>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPanel : struct, IPanel
{
    /// <summary>Computes <paramref name="rows"/> × <paramref name="columns"/> results.</summary>
    /// <param name="task">Where everything lies; afterwards it points behind the block. It is never copied: a copy
    /// right after its fields were written waits for the stores.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="columns">Columns of the block. Behind the last one the right factor must be readable up to a
    /// multiple of four elements.</param>
    public static void Multiply(scoped ref TileArguments<T> task, int rows, int columns)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            columns = Columns<LanePair<Lanes512<T>, T>>(ref task, rows, columns);
            columns = Columns<Lanes512<T>>(ref task, rows, columns);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            columns = Columns<LanePair<Lanes256<T>, T>>(ref task, rows, columns);
            columns = Columns<Lanes256<T>>(ref task, rows, columns);
        }

        if (Vector128.IsHardwareAccelerated)
        {
            columns = Columns<LanePair<Lanes128<T>, T>>(ref task, rows, columns);
            columns = Columns<Lanes128<T>>(ref task, rows, columns);
            if (columns > 0) Tail(in task, rows, columns);
        }
        else
        {
            Columns<Lanes1<T>>(ref task, rows, columns);
        }
    }

    /// <summary>As many columns as fill whole registers.</summary>
    /// <returns>Columns left.</returns>
    private static int Columns<TLanes>(scoped ref TileArguments<T> task, int rows, int columns)
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (; columns >= TLanes.Count; columns -= TLanes.Count)
        {
            Rows<TLanes>(in task, rows);
            task.Right = ref Unsafe.Add(ref task.Right, TLanes.Count);
            task.Result = ref Unsafe.Add(ref task.Result, TLanes.Count);
            task.Addend = ref Unsafe.Add(ref task.Addend, TLanes.Count);
        }

        return columns;
    }

    private static void Rows<TLanes>(scoped in TileArguments<T> task, int rows)
        where TLanes : struct, ILanes<TLanes, T>
    {
        for (var row = 0; row < rows;) row += Some<TLanes>(in task, row, rows - row);
    }

    /// <summary>The tallest micro-kernel that fits the rows and the register file.</summary>
    private static int Some<TLanes>(scoped in TileArguments<T> task, int row, int rows)
        where TLanes : struct, ILanes<TLanes, T>
    {
        if (Vector512.IsHardwareAccelerated && rows >= 8)
        {
            if (rows < 14)
            {
                MicroKernel<T, TLanes, TPanel>.Rows8(in task, row);
                return 8;
            }

            MicroKernel<T, TLanes, TPanel>.Rows14(in task, row);
            return 14;
        }

        switch (rows)
        {
            case >= 6:
                MicroKernel<T, TLanes, TPanel>.Rows6(in task, row);
                return 6;
            case >= 4:
                MicroKernel<T, TLanes, TPanel>.Rows4(in task, row);
                return 4;
            case >= 2:
                MicroKernel<T, TLanes, TPanel>.Rows2(in task, row);
                return 2;
            default:
                MicroKernel<T, TLanes, TPanel>.Rows1(in task, row);
                return 1;
        }
    }

    /// <summary>The last one to three columns, through a copy that is as wide as a register.</summary>
    private static void Tail(scoped in TileArguments<T> task, int rows, int columns)
    {
        const int Width = 4;
        Span<T> copy = stackalloc T[Blocking.MaxRows * Width];
        Span<int> offsets = stackalloc int[Blocking.MaxRows];
        ref var result = ref task.Result;
        ref var resultRows = ref task.ResultRows;
        for (var row = 0; row < rows; row++)
        {
            offsets[row] = row * Width;
            ref var addend = ref Unsafe.Add(ref task.Addend, Unsafe.Add(ref task.AddendRows, row));
            for (var i = 0; i < columns; i++) copy[row * Width + i] = Unsafe.Add(ref addend, i);
        }

        var padded = new TileArguments<T>
        {
            Left = ref task.Left,
            Right = ref task.Right,
            RightStep = task.RightStep,
            Depth = task.Depth,
            Result = ref copy[0],
            ResultRows = ref offsets[0],
            Addend = ref copy[0],
            AddendRows = ref offsets[0],
        };
        Rows<Lanes128<T>>(in padded, rows);
        for (var row = 0; row < rows; row++)
        {
            ref var target = ref Unsafe.Add(ref result, Unsafe.Add(ref resultRows, row));
            for (var i = 0; i < columns; i++) Unsafe.Add(ref target, i) = copy[row * Width + i];
        }
    }
}
