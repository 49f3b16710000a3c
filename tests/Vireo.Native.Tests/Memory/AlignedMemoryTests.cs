namespace Vireo.Native.Tests;

public class AlignedMemoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65)]
    [InlineData((2L << 20) + 1)]
    public void A_fresh_block_is_aligned_and_zero(long bytes)
    {
        using var memory = new AlignedMemory(bytes);

        Assert.Equal(bytes, memory.Bytes);
        Assert.Equal(0, memory.DangerousGetHandle() % (bytes >= 2 << 20 ? 2 << 20 : 64));
        Assert.False(memory.Span<byte>(0, (int)bytes).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void What_leaves_the_block_or_comes_after_its_end_is_refused()
    {
        var memory = new AlignedMemory(16);
        var slice = new MemorySlice(memory, 8, 8);

        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Span<float>(8, 3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Span<float>(-4, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Span<float>(1, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Slice(4, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedMemory(-1));
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => slice.Span<float>().Length);
    }

    [Fact]
    public void Slices_see_the_same_bytes()
    {
        using var memory = new AlignedMemory(32);
        var whole = new MemorySlice(memory);
        whole.Slice(8, 16).Span<float>()[1] = 2.5f;

        Assert.Equal(2.5f, whole.Span<float>()[3]);
        Assert.Equal(2.5f, whole.Span<float>(3, 1)[0]);
    }
}
