using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vireo.Native;

/// <summary>A block of memory outside the garbage-collected heap, aligned to 64 bytes; blocks of 2 MiB and more are
/// aligned to 2 MiB and advised to use huge pages where the system offers them.</summary>
/// <remarks>Freed by <see cref="SafeHandle.Dispose()"/> or, at the latest, by its finaliser. The content of a fresh
/// block is zero.</remarks>
public sealed unsafe class AlignedMemory : SafeHandle
{
    private const long HugePage = 2L << 20;

    /// <summary>Allocates <paramref name="bytes"/> zeroed bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The system has no block of that size.</exception>
    public AlignedMemory(long bytes)
        : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
        var alignment = bytes >= HugePage ? HugePage : 64;
        var rounded = (Math.Max(bytes, 1) + alignment - 1) / alignment * alignment;
        var pointer = NativeMemory.AlignedAlloc((nuint)rounded, (nuint)alignment);
        if (bytes >= HugePage)
        {
            HugePages.Advise(pointer, rounded);
        }

        NativeMemory.Clear(pointer, (nuint)rounded);
        SetHandle((nint)pointer);
        GC.AddMemoryPressure(rounded);
        _pressure = rounded;
    }

    private readonly long _pressure;

    /// <summary>Size of the block in bytes.</summary>
    public long Bytes { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal nint Address => handle;

    /// <summary>The elements from a byte offset on.</summary>
    /// <remarks>A span does not keep the block alive: hold the block, or a slice of it, as long as the span is
    /// used.</remarks>
    /// <param name="offset">Byte offset of the first element; a multiple of the element size.</param>
    /// <param name="count">Number of elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the block.</exception>
    /// <exception cref="ObjectDisposedException">The block was freed.</exception>
    public Span<T> Span<T>(long offset, int count)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (offset < 0 || count < 0 || offset > Bytes - (long)count * sizeof(T))
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), $"bytes {offset}..{offset + (long)count * sizeof(T)} of a block of {Bytes} bytes");
        }

        return MemoryMarshal.CreateSpan(ref Unsafe.AsRef<T>((void*)(handle + (nint)offset)), count);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(_pressure);
        return true;
    }
}
