using System.Collections.Concurrent;
using Vireo.Kernels;
using Vireo.Native;

namespace Vireo;

/// <summary>Numbers of a tensor outside any plan. The memory goes back to a pool when the garbage collector finds that
/// nobody holds it, so a loop that forgets its tensors reuses the same few blocks.</summary>
internal sealed class Materialised
{
    /// <summary>Size classes are powers of two; more than this many idle blocks of one class are freed.</summary>
    private const int IdlePerClass = 4;

    private static readonly ConcurrentDictionary<int, ConcurrentBag<AlignedMemory>> s_idle = new();

    // Every block is held here as long as it lives: otherwise its own finaliser would run together with ours.
    private static readonly ConcurrentDictionary<AlignedMemory, bool> s_blocks = new();

    private readonly AlignedMemory? _pooled;
    private readonly object? _owner;

    /// <summary>Wraps memory that somebody else owns and keeps the owner alive.</summary>
    public Materialised(MemorySlice slice, Operand operand, object owner) =>
        (Slice, Operand, _owner) = (slice, operand, owner);

    private Materialised(AlignedMemory pooled, Operand operand)
        : this(new MemorySlice(pooled, 0, operand.Bytes), operand, pooled) => _pooled = pooled;

    /// <summary>Returns the block to the pool.</summary>
    ~Materialised()
    {
        if (_pooled is null) return;
        var idle = s_idle.GetOrAdd(ClassOf(_pooled.Bytes), static _ => []);
        if (idle.Count < IdlePerClass)
        {
            idle.Add(_pooled);
        }
        else
        {
            s_blocks.TryRemove(_pooled, out _);
            _pooled.Dispose();
        }
    }

    public MemorySlice Slice { get; }

    public Operand Operand { get; }

    /// <summary>Memory for a value, with undefined content.</summary>
    public static Materialised Rent(Operand operand)
    {
        var bytes = Math.Max(operand.Bytes, 64);
        var size = ClassOf(bytes);
        if (s_idle.TryGetValue(size, out var idle) && idle.TryTake(out var block)) return new(block, operand);
        block = new AlignedMemory(1L << size);
        s_blocks[block] = true;
        return new(block, operand);
    }

    private static int ClassOf(long bytes) => 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(bytes - 1));

    /// <inheritdoc/>
    public override string ToString() => $"{Operand} of {_owner}";
}
