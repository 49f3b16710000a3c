namespace Vireo.Native.Tests;

using static Numbers;

public class DnnPrimitiveTests
{
    [SkippableFact]
    public void Execution_allocates_nothing_after_the_first_time()
    {
        Need.OneDnnLibrary();
        using var relu = new DnnEltwise
        {
            Function = DnnActivation.Relu,
            Data = DnnMemoryDesc.Plain(DnnType.F32, 64),
        }.TryForward()!;
        var (a, b) = (Memory(Some(64, 1)), Room(256));
        for (var i = 0; i < 3; i++) relu.Execute((DnnArg.Src, a), (DnnArg.Dst, b));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            relu.Execute((DnnArg.Src, a), (DnnArg.Dst, b));
            relu.Execute((DnnArg.Src, b), (DnnArg.Dst, a));
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [SkippableFact]
    public void A_primitive_keeps_no_block_beyond_its_execution()
    {
        Need.OneDnnLibrary();
        var primitive = Copy();
        var memory = new AlignedMemory(256);
        primitive.Execute((DnnArg.Src, new MemorySlice(memory)), (DnnArg.Dst, Room(256)));

        memory.Dispose();
        Assert.True(memory.IsClosed);
        Assert.Throws<ObjectDisposedException>(
            () => primitive.Execute((DnnArg.Src, new MemorySlice(memory)), (DnnArg.Dst, Room(256))));
        primitive.Dispose();
        Assert.Throws<ObjectDisposedException>(() => primitive.Execute((DnnArg.Src, Room(256))));
    }

    [SkippableFact]
    public void Slices_that_leave_their_block_are_refused()
    {
        Need.OneDnnLibrary();
        using var primitive = Copy();
        using var memory = new AlignedMemory(256);

        Assert.Throws<ArgumentException>(() => primitive.Execute((DnnArg.Src, new MemorySlice(memory, 4, 256))));
        Assert.Throws<ArgumentException>(() => primitive.Execute((DnnArg.Src, new MemorySlice(memory, -4, 256))));
        Assert.Throws<ArgumentException>(() => primitive.Execute((DnnArg.Src, default(MemorySlice))));
    }

    [SkippableFact]
    public void Scratchpads_may_be_given_or_left_to_the_primitive()
    {
        Need.OneDnnLibrary();
        var data = DnnMemoryDesc.ChannelsLast(DnnType.F32, 4, 24, 9, 9);
        using var primitive = new DnnBatchNorm { Data = data }.TryForward(training: true)!;
        Skip.If(primitive.ScratchpadBytes == 0, "this implementation needs no scratchpad");
        DnnOperand[] operands =
        [
            (DnnArg.Src, Packed(data, Some(4 * 24 * 81, 1))), (DnnArg.Scale, Memory(Some(24, 2))),
            (DnnArg.Shift, Memory(Some(24, 3))), (DnnArg.Mean, Room(96)), (DnnArg.Variance, Room(96)),
            (DnnArg.Dst, Room(data.Bytes)),
        ];

        primitive.Execute(operands);
        var own = operands[^1].Memory.Span<float>().ToArray();
        primitive.Execute([.. operands, (DnnArg.Scratchpad, Room(primitive.ScratchpadBytes))]);

        Assert.Equal(own, operands[^1].Memory.Span<float>());
    }

    [SkippableFact]
    public void Descriptors_are_equal_when_their_memory_is_interchangeable()
    {
        Need.OneDnnLibrary();
        var last = DnnMemoryDesc.ChannelsLast(DnnType.F32, 2, 3, 4, 5);

        Assert.Equal(last, DnnMemoryDesc.Strided(DnnType.F32, [2, 3, 4, 5], [60, 1, 15, 3]));
        Assert.NotEqual(last, DnnMemoryDesc.Plain(DnnType.F32, 2, 3, 4, 5));
        Assert.NotEqual(last, DnnMemoryDesc.ChannelsLast(DnnType.BF16, 2, 3, 4, 5));
        Assert.Equal(480, last.Bytes);
        Assert.Equal([2, 3, 4, 5], last.Dims);
        Assert.True(DnnMemoryDesc.Any(DnnType.F32, 2, 3).IsAny);
        Assert.Equal("F32[2, 3, 4, 5] 480 bytes", last.ToString());
        Assert.Throws<ArgumentException>(() => DnnMemoryDesc.Strided(DnnType.F32, [2, 3], [3]));
        Assert.Throws<NativeException>(() => DnnMemoryDesc.Plain(DnnType.F32, -1));
    }

    [SkippableFact]
    public void Numbers_are_rounded_to_the_nearest_when_halved_in_precision()
    {
        Need.OneDnnLibrary();
        using var halve = new DnnReorder
        {
            From = DnnMemoryDesc.Plain(DnnType.F32, 3),
            To = DnnMemoryDesc.Plain(DnnType.BF16, 3),
        }.TryCreate()!;
        var half = Room(6);

        halve.Execute((DnnArg.Src, Memory([1, 1 + 1f / 256, 1 + 3f / 256])), (DnnArg.Dst, half));

        // 1 + 1/256 and 1 + 3/256 lie half-way: to the even neighbour, 1 and 1 + 4/256.
        Assert.Equal([0x3f80, 0x3f80, 0x3f82], half.Span<ushort>().ToArray().Select(static v => (int)v));
    }

    [SkippableFact]
    public void Several_threads_may_execute_though_one_should()
    {
        Need.OneDnnLibrary();
        using var primitive = Copy();
        var source = Memory(Some(64, 1));
        Parallel.For(0, 50, _ =>
        {
            var target = Room(256);
            primitive.Execute((DnnArg.Src, source), (DnnArg.Dst, target));
            Assert.Equal(source.Span<float>(), target.Span<float>());
        });
    }

    private static DnnPrimitive Copy()
    {
        var layout = DnnMemoryDesc.Plain(DnnType.F32, 64);
        return new DnnReorder { From = layout, To = layout }.TryCreate()!;
    }
}
