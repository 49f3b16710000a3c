namespace Vireo.Native;

/// <summary>A range of an <see cref="AlignedMemory"/>: what kernels read and write. Unlike a span it may be captured by
/// the bodies of parallel loops.</summary>
/// <param name="Memory">The block.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Bytes">Length in bytes.</param>
public readonly record struct MemorySlice(AlignedMemory Memory, long Offset, long Bytes)
{
    /// <summary>The whole block.</summary>
    public MemorySlice(AlignedMemory memory)
        : this(memory, 0, memory.Bytes)
    {
    }

    /// <summary>The range as elements; a tail shorter than one element is left out.</summary>
    /// <exception cref="OverflowException">More than 2^31 - 1 elements.</exception>
    public unsafe Span<T> Span<T>()
        where T : unmanaged => Memory.Span<T>(Offset, checked((int)(Bytes / sizeof(T))));

    /// <summary><paramref name="count"/> elements of the range from element <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is left.</exception>
    public unsafe Span<T> Span<T>(long start, int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Bytes / sizeof(T) - count);
        return Memory.Span<T>(Offset + start * sizeof(T), count);
    }

    /// <summary>A part of this range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part leaves the range.</exception>
    public MemorySlice Slice(long offset, long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Bytes - bytes);
        return new(Memory, Offset + offset, bytes);
    }
}
