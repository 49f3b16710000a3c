using System.Runtime.CompilerServices;

namespace Vireo.Kernels.Managed;

/// <summary>The innermost loops of every matrix product: a few rows of results stay in registers while the summed axis
/// runs. Accumulators are locals because only locals become registers, hence one method per number of rows.</summary>
/// <remarks>Fourteen rows of two 512-bit registers leave three for the line and the broadcast; six rows do the same for
/// sixteen registers. Compiled at once: the first tiles of a run would otherwise take a hundred times as
/// long.</remarks>
internal static class MicroKernel<T, TLanes, TPanel>
    where T : unmanaged
    where TLanes : struct, ILanes<TLanes, T>
    where TPanel : struct, IPanel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Step(ref T a, int row, TLanes b, TLanes sum) =>
        TLanes.Fma(TLanes.All(Unsafe.Add(ref a, row * TPanel.RowStep)), b, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(scoped in TileArguments<T> task, int row, TLanes sum)
    {
        var addend = TLanes.Load(ref task.Addend, Unsafe.Add(ref task.AddendRows, row));
        (addend + sum).Store(ref task.Result, Unsafe.Add(ref task.ResultRows, row));
    }

    /// <summary>14 rows at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows14(scoped in TileArguments<T> task, int first)
    {
        ref var a = ref Unsafe.Add(ref task.Left, first * TPanel.RowStep);
        ref var b = ref task.Right;
        var step = task.RightStep;
        TLanes s0 = TLanes.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0;
        TLanes s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0, s12 = s0, s13 = s0;
        for (var depth = task.Depth; depth > 0; depth--)
        {
            var line = TLanes.Load(ref b, 0);
            s0 = Step(ref a, 0, line, s0);
            s1 = Step(ref a, 1, line, s1);
            s2 = Step(ref a, 2, line, s2);
            s3 = Step(ref a, 3, line, s3);
            s4 = Step(ref a, 4, line, s4);
            s5 = Step(ref a, 5, line, s5);
            s6 = Step(ref a, 6, line, s6);
            s7 = Step(ref a, 7, line, s7);
            s8 = Step(ref a, 8, line, s8);
            s9 = Step(ref a, 9, line, s9);
            s10 = Step(ref a, 10, line, s10);
            s11 = Step(ref a, 11, line, s11);
            s12 = Step(ref a, 12, line, s12);
            s13 = Step(ref a, 13, line, s13);
            a = ref Unsafe.Add(ref a, TPanel.DepthStep);
            b = ref Unsafe.Add(ref b, step);
        }

        Put(in task, first, s0);
        Put(in task, first + 1, s1);
        Put(in task, first + 2, s2);
        Put(in task, first + 3, s3);
        Put(in task, first + 4, s4);
        Put(in task, first + 5, s5);
        Put(in task, first + 6, s6);
        Put(in task, first + 7, s7);
        Put(in task, first + 8, s8);
        Put(in task, first + 9, s9);
        Put(in task, first + 10, s10);
        Put(in task, first + 11, s11);
        Put(in task, first + 12, s12);
        Put(in task, first + 13, s13);
    }

    /// <summary>8 rows at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows8(scoped in TileArguments<T> task, int first)
    {
        ref var a = ref Unsafe.Add(ref task.Left, first * TPanel.RowStep);
        ref var b = ref task.Right;
        var step = task.RightStep;
        TLanes s0 = TLanes.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0;
        TLanes s7 = s0;
        for (var depth = task.Depth; depth > 0; depth--)
        {
            var line = TLanes.Load(ref b, 0);
            s0 = Step(ref a, 0, line, s0);
            s1 = Step(ref a, 1, line, s1);
            s2 = Step(ref a, 2, line, s2);
            s3 = Step(ref a, 3, line, s3);
            s4 = Step(ref a, 4, line, s4);
            s5 = Step(ref a, 5, line, s5);
            s6 = Step(ref a, 6, line, s6);
            s7 = Step(ref a, 7, line, s7);
            a = ref Unsafe.Add(ref a, TPanel.DepthStep);
            b = ref Unsafe.Add(ref b, step);
        }

        Put(in task, first, s0);
        Put(in task, first + 1, s1);
        Put(in task, first + 2, s2);
        Put(in task, first + 3, s3);
        Put(in task, first + 4, s4);
        Put(in task, first + 5, s5);
        Put(in task, first + 6, s6);
        Put(in task, first + 7, s7);
    }

    /// <summary>6 rows at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows6(scoped in TileArguments<T> task, int first)
    {
        ref var a = ref Unsafe.Add(ref task.Left, first * TPanel.RowStep);
        ref var b = ref task.Right;
        var step = task.RightStep;
        TLanes s0 = TLanes.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
        for (var depth = task.Depth; depth > 0; depth--)
        {
            var line = TLanes.Load(ref b, 0);
            s0 = Step(ref a, 0, line, s0);
            s1 = Step(ref a, 1, line, s1);
            s2 = Step(ref a, 2, line, s2);
            s3 = Step(ref a, 3, line, s3);
            s4 = Step(ref a, 4, line, s4);
            s5 = Step(ref a, 5, line, s5);
            a = ref Unsafe.Add(ref a, TPanel.DepthStep);
            b = ref Unsafe.Add(ref b, step);
        }

        Put(in task, first, s0);
        Put(in task, first + 1, s1);
        Put(in task, first + 2, s2);
        Put(in task, first + 3, s3);
        Put(in task, first + 4, s4);
        Put(in task, first + 5, s5);
    }

    /// <summary>4 rows at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows4(scoped in TileArguments<T> task, int first)
    {
        ref var a = ref Unsafe.Add(ref task.Left, first * TPanel.RowStep);
        ref var b = ref task.Right;
        var step = task.RightStep;
        TLanes s0 = TLanes.Zero, s1 = s0, s2 = s0, s3 = s0;
        for (var depth = task.Depth; depth > 0; depth--)
        {
            var line = TLanes.Load(ref b, 0);
            s0 = Step(ref a, 0, line, s0);
            s1 = Step(ref a, 1, line, s1);
            s2 = Step(ref a, 2, line, s2);
            s3 = Step(ref a, 3, line, s3);
            a = ref Unsafe.Add(ref a, TPanel.DepthStep);
            b = ref Unsafe.Add(ref b, step);
        }

        Put(in task, first, s0);
        Put(in task, first + 1, s1);
        Put(in task, first + 2, s2);
        Put(in task, first + 3, s3);
    }

    /// <summary>2 rows at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows2(scoped in TileArguments<T> task, int first)
    {
        ref var a = ref Unsafe.Add(ref task.Left, first * TPanel.RowStep);
        ref var b = ref task.Right;
        var step = task.RightStep;
        TLanes s0 = TLanes.Zero, s1 = s0;
        for (var depth = task.Depth; depth > 0; depth--)
        {
            var line = TLanes.Load(ref b, 0);
            s0 = Step(ref a, 0, line, s0);
            s1 = Step(ref a, 1, line, s1);
            a = ref Unsafe.Add(ref a, TPanel.DepthStep);
            b = ref Unsafe.Add(ref b, step);
        }

        Put(in task, first, s0);
        Put(in task, first + 1, s1);
    }

    /// <summary>1 row at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1(scoped in TileArguments<T> task, int first)
    {
        ref var a = ref Unsafe.Add(ref task.Left, first * TPanel.RowStep);
        ref var b = ref task.Right;
        var step = task.RightStep;
        TLanes s0 = TLanes.Zero;
        for (var depth = task.Depth; depth > 0; depth--)
        {
            var line = TLanes.Load(ref b, 0);
            s0 = Step(ref a, 0, line, s0);
            a = ref Unsafe.Add(ref a, TPanel.DepthStep);
            b = ref Unsafe.Add(ref b, step);
        }

        Put(in task, first, s0);
    }
}
