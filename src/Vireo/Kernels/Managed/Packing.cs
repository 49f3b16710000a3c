using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Copies between matrices and panels.</summary>
internal static class Packing
{
    /// <summary>Copies rows of <paramref name="count"/> elements.</summary>
    public static void Rows<T>(
        ReadOnlySpan<T> source, int sourceStep, Span<T> target, int targetStep, int rows, int count)
        where T : unmanaged
    {
        for (var row = 0; row < rows; row++)
        {
            source.Slice(row * sourceStep, count).CopyTo(target.Slice(row * targetStep, count));
        }
    }

    /// <summary>Copies a column panel: rows of up to <see cref="Blocking.ColumnPanelStep"/> elements. Whole registers
    /// are moved where the source allows to read behind the row.</summary>
    public static void Columns<T>(ReadOnlySpan<T> source, int sourceStep, Span<T> target, int rows, int count)
        where T : unmanaged
    {
        const int Step = Blocking.ColumnPanelStep;
        for (var row = 0; row < rows; row++)
        {
            if (row * sourceStep + Step <= source.Length)
            {
                Unsafe.CopyBlockUnaligned(
                    ref Unsafe.As<T, byte>(ref target.Slice(row * Step, Step)[0]),
                    ref Unsafe.As<T, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(source), row * sourceStep)),
                    (uint)(Step * Unsafe.SizeOf<T>()));
            }
            else
            {
                source.Slice(row * sourceStep, count).CopyTo(target[(row * Step)..]);
            }
        }
    }

    /// <summary>Brain floats in single precision.</summary>
    public static ReadOnlySpan<T> Widened<T>(MemorySlice source, Span<T> target)
        where T : unmanaged
    {
        BrainFloat.Widen(source.Span<ushort>()[..target.Length], MemoryMarshal.Cast<T, float>(target));
        return target;
    }

    /// <summary><c>target[k, c] = source[c, k]</c>, in blocks that stay in the first cache.</summary>
    public static void Transpose<T>(
        ReadOnlySpan<T> source, int sourceStep, Span<T> target, int targetStep, int columns, int depth)
        where T : unmanaged
    {
        const int Block = 64;
        for (var k = 0; k < depth; k += Block)
        {
            var end = Math.Min(k + Block, depth);
            for (var c = 0; c < columns; c++)
            {
                var row = source.Slice(c * sourceStep + k, end - k);
                ref var to = ref target[k * targetStep + c];
                for (var i = 0; i < row.Length; i++)
                {
                    to = row[i];
                    if (i + 1 < row.Length) to = ref Unsafe.Add(ref to, targetStep);
                }
            }
        }
    }
}
