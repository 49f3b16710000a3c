namespace Vireo.Native.Tests;

/// <summary>Small arrays of reproducible numbers, and comparisons.</summary>
internal static class Numbers
{
    /// <summary>Numbers in [-1, 1) from a linear congruential generator.</summary>
    public static float[] Some(int count, uint seed)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            seed = seed * 1664525 + 1013904223;
            values[i] = (seed >> 8) / (float)(1 << 23) - 1;
        }

        return values;
    }

    /// <summary>The same numbers cut to what bf16 can hold.</summary>
    public static float[] Halved(float[] values) => Array.ConvertAll(
        values, static v => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(v) & 0xffff0000));

    public static MemorySlice Memory(ReadOnlySpan<float> values)
    {
        var slice = Room(values.Length * sizeof(float));
        values.CopyTo(slice.Span<float>());
        return slice;
    }

    /// <summary>Memory filled with NaN, so that what a primitive forgets to write shows.</summary>
    public static MemorySlice Room(long bytes)
    {
        var slice = new MemorySlice(new AlignedMemory(bytes));
        slice.Span<byte>().Fill(0xff);
        return slice;
    }

    /// <summary>Memory of a primitive's own layout holding numbers given in plain order.</summary>
    public static MemorySlice Packed(DnnMemoryDesc layout, ReadOnlySpan<float> plain)
    {
        var from = DnnMemoryDesc.Plain(DnnType.F32, layout.Dims);
        using var reorder = new DnnReorder { From = from, To = layout }.TryCreate()!;
        var packed = Room(layout.Bytes);
        reorder.Execute((DnnArg.Src, Memory(plain)), (DnnArg.Dst, packed));
        return packed;
    }

    /// <summary>The numbers of a layout in plain order.</summary>
    public static float[] Plain(DnnMemoryDesc layout, MemorySlice packed)
    {
        var to = DnnMemoryDesc.Plain(DnnType.F32, layout.Dims);
        using var reorder = new DnnReorder { From = layout, To = to }.TryCreate()!;
        var plain = Room(to.Bytes);
        reorder.Execute((DnnArg.Src, packed), (DnnArg.Dst, plain));
        return plain.Span<float>().ToArray();
    }

    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(expected[i] - actual[i]);
            Assert.True(
                error <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"[{i}] {expected[i]} but {actual[i]}");
        }
    }
}
