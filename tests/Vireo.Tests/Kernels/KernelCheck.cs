using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Kernels;
using Vireo.Native;

namespace Vireo.Tests.Kernels;

/// <summary>Runs a kernel on numbers and compares with loops in double.</summary>
internal static class KernelCheck
{
    /// <summary>Numbers from -1 to 1 that float and double hold alike.</summary>
    public static double[] Numbers(long count, ulong seed, double offset = 0, double scale = 1)
    {
        var rng = new Rng(seed);
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = (float)(offset + scale * rng.Uniform(-1, 1));
        return values;
    }

    public static MemorySlice Memory<T>(double[] values)
        where T : unmanaged, INumberBase<T>
    {
        var slice = Room<T>(values.Length);
        var span = slice.Span<T>();
        for (var i = 0; i < values.Length; i++) span[i] = T.CreateTruncating(values[i]);
        return slice;
    }

    /// <summary>Memory that starts as NaN: what a kernel forgets to write is seen.</summary>
    public static MemorySlice Room<T>(long count)
        where T : unmanaged, INumberBase<T>
    {
        var memory = new AlignedMemory(count * Unsafe.SizeOf<T>());
        memory.Span<byte>(0, (int)memory.Bytes).Fill(0xFF);
        return new MemorySlice(memory);
    }

    /// <summary>Runs the kernel and returns its outputs, widened.</summary>
    public static double[][] Run<T>(Kernel kernel, double[][] inputs, params long[] outputs)
        where T : unmanaged, INumberBase<T> =>
        [.. RunRaw<T>(kernel, inputs, outputs).Select(output => Read<T>(output))];

    public static MemorySlice[] RunRaw<T>(Kernel kernel, double[][] inputs, params long[] outputs)
        where T : unmanaged, INumberBase<T>
    {
        var results = outputs.Select(Room<T>).ToArray();
        kernel.Run([.. inputs.Select(Memory<T>)], results, Room<byte>(kernel.ScratchBytes));
        return results;
    }

    public static double[] Read<T>(MemorySlice slice)
        where T : unmanaged, INumberBase<T>
    {
        var span = slice.Span<T>();
        var values = new double[span.Length];
        for (var i = 0; i < values.Length; i++) values[i] = double.CreateTruncating(span[i]);
        return values;
    }

    /// <summary>1e-5 of the largest magnitude for float, 1e-12 for double.</summary>
    public static void Close<T>(double[] expected, double[] actual, string what = "", double loosen = 1)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Select(Math.Abs).DefaultIfEmpty(1).Max();
        var tolerance = (typeof(T) == typeof(float) ? 1e-5 : 1e-12) * loosen * Math.Max(largest, 1e-3);
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i].Equals(actual[i])) continue;
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance,
                $"{what} [{i}]: expected {expected[i]}, was {actual[i]}, tolerance {tolerance}");
        }
    }

    /// <summary>The bits of all outputs for 1, 2 and 4 threads are the same.</summary>
    public static void SameForAnyThreads<T>(Func<Kernel> kernel, double[][] inputs, params long[] outputs)
        where T : unmanaged, INumberBase<T>
    {
        var before = Workers.Count;
        try
        {
            byte[][]? first = null;
            foreach (var threads in new[] { 1, 2, 4 })
            {
                Workers.Count = threads;
                var bits = RunRaw<T>(kernel(), inputs, outputs).Select(o => o.Span<byte>().ToArray()).ToArray();
                first ??= bits;
                for (var i = 0; i < bits.Length; i++) Assert.Equal(first[i], bits[i]);
            }
        }
        finally
        {
            Workers.Count = before;
        }
    }
}
