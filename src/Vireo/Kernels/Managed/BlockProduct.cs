using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vireo.Kernels.Managed;

/// <summary>Products of small matrices that lie in the cache, without packing: what kernels use that make their
/// operands block by block.</summary>
/// <remarks>Compiled at once, as <see cref="MicroKernel{T, TLanes, TPanel}"/> is.</remarks>
internal static class BlockProduct
{
    /// <summary><c>C (+)= A · B</c>, every sum in the order of its terms whatever the width of registers.</summary>
    /// <param name="a">Element (i, p) at <c>i · rowStep + p · depthStep</c>.</param>
    /// <param name="rowStep">Distance of rows of A.</param>
    /// <param name="depthStep">Distance of columns of A.</param>
    /// <param name="b">Rows of <paramref name="columns"/> numbers, <paramref name="stepB"/> apart.</param>
    /// <param name="stepB">Distance of rows of B.</param>
    /// <param name="c">Rows of <paramref name="columns"/> numbers, <paramref name="stepC"/> apart.</param>
    /// <param name="stepC">Distance of rows of C.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="accumulate">Whether the product is added to what C holds.</param>
    public static void Run<T>(
        ReadOnlySpan<T> a, int rowStep, int depthStep, ReadOnlySpan<T> b, int stepB, Span<T> c, int stepC,
        int rows, int depth, int columns, bool accumulate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (rows == 0 || columns == 0) return;
        if (depth > 0)
        {
            var last = (rows - 1) * rowStep + (depth - 1) * depthStep;
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(last, a.Length);
            ArgumentOutOfRangeException.ThrowIfGreaterThan((depth - 1) * stepB + columns, b.Length);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((rows - 1) * stepC + columns, c.Length);
        var task = new Task<T>
        {
            A = ref MemoryMarshal.GetReference(a), B = ref MemoryMarshal.GetReference(b),
            C = ref MemoryMarshal.GetReference(c), RowStep = rowStep, DepthStep = depthStep, StepB = stepB,
            StepC = stepC, Depth = depth, Columns = columns, Accumulate = accumulate,
        };
        var row = 0;
        for (; row <= rows - 4; row += 4) Rows4(in task, row);
        for (; row < rows; row++) Row(in task, row);
    }

    private static void Rows4<T>(scoped in Task<T> task, int row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var column = 0;
        if (Lanes512<T>.IsSupported) column = Rows4<LanePair<Lanes512<T>, T>, T>(in task, row, column);
        if (Lanes512<T>.IsSupported) column = Rows4<Lanes512<T>, T>(in task, row, column);
        if (Lanes256<T>.IsSupported) column = Rows4<Lanes256<T>, T>(in task, row, column);
        if (Lanes128<T>.IsSupported) column = Rows4<Lanes128<T>, T>(in task, row, column);
        Rows4<Lanes1<T>, T>(in task, row, column);
    }

    private static void Row<T>(scoped in Task<T> task, int row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var column = 0;
        if (Lanes512<T>.IsSupported) column = Row<LanePair<Lanes512<T>, T>, T>(in task, row, column);
        if (Lanes512<T>.IsSupported) column = Row<Lanes512<T>, T>(in task, row, column);
        if (Lanes256<T>.IsSupported) column = Row<Lanes256<T>, T>(in task, row, column);
        if (Lanes128<T>.IsSupported) column = Row<Lanes128<T>, T>(in task, row, column);
        Row<Lanes1<T>, T>(in task, row, column);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Rows4<TLanes, T>(scoped in Task<T> task, int row, int column)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
    {
        for (; column <= task.Columns - TLanes.Count; column += TLanes.Count)
        {
            nint step = task.RowStep;
            ref var a = ref Unsafe.Add(ref task.A, row * step);
            ref var b = ref Unsafe.Add(ref task.B, column);
            var (s0, s1) = (task.Begin<TLanes>(row, column), task.Begin<TLanes>(row + 1, column));
            var (s2, s3) = (task.Begin<TLanes>(row + 2, column), task.Begin<TLanes>(row + 3, column));
            for (var depth = task.Depth; depth > 0; depth--)
            {
                var line = TLanes.Load(ref b, 0);
                s0 = TLanes.Fma(TLanes.All(a), line, s0);
                s1 = TLanes.Fma(TLanes.All(Unsafe.Add(ref a, step)), line, s1);
                s2 = TLanes.Fma(TLanes.All(Unsafe.Add(ref a, 2 * step)), line, s2);
                s3 = TLanes.Fma(TLanes.All(Unsafe.Add(ref a, 3 * step)), line, s3);
                a = ref Unsafe.Add(ref a, task.DepthStep);
                b = ref Unsafe.Add(ref b, task.StepB);
            }

            s0.Store(ref task.C, (nint)row * task.StepC + column);
            s1.Store(ref task.C, (nint)(row + 1) * task.StepC + column);
            s2.Store(ref task.C, (nint)(row + 2) * task.StepC + column);
            s3.Store(ref task.C, (nint)(row + 3) * task.StepC + column);
        }

        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Row<TLanes, T>(scoped in Task<T> task, int row, int column)
        where TLanes : struct, ILanes<TLanes, T>
        where T : unmanaged
    {
        for (; column <= task.Columns - TLanes.Count; column += TLanes.Count)
        {
            ref var a = ref Unsafe.Add(ref task.A, (nint)row * task.RowStep);
            ref var b = ref Unsafe.Add(ref task.B, column);
            var sum = task.Begin<TLanes>(row, column);
            for (var depth = task.Depth; depth > 0; depth--)
            {
                sum = TLanes.Fma(TLanes.All(a), TLanes.Load(ref b, 0), sum);
                a = ref Unsafe.Add(ref a, task.DepthStep);
                b = ref Unsafe.Add(ref b, task.StepB);
            }

            sum.Store(ref task.C, (nint)row * task.StepC + column);
        }

        return column;
    }

    private ref struct Task<T>
        where T : unmanaged
    {
        public ref T A;
        public ref T B;
        public ref T C;
        public int RowStep;
        public int DepthStep;
        public int StepB;
        public int StepC;
        public int Depth;
        public int Columns;
        public bool Accumulate;

        public readonly TLanes Begin<TLanes>(int row, int column)
            where TLanes : struct, ILanes<TLanes, T> =>
            Accumulate ? TLanes.Load(ref C, (nint)row * StepC + column) : TLanes.Zero;
    }
}
