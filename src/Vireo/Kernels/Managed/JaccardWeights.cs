using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Weights of sorted errors, one part per row.</summary>
internal sealed class JaccardWeights<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _rows;
    private readonly int _columns;
    private readonly Action<int> _row;
    private MemorySlice _errors;
    private MemorySlice _truths;
    private MemorySlice _weights;
    private MemorySlice _queue;

    public JaccardWeights(Shape errors) => (_rows, _columns, _row) = (errors[0], errors[1], Row);

    /// <inheritdoc/>
    public override string Name => "managed Jaccard weights";

    /// <inheritdoc/>
    public override long ScratchBytes => (long)_rows * _columns * Unsafe.SizeOf<Ranked>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        if (_columns == 0) return;
        (_errors, _truths, _weights, _queue) = (inputs[0], inputs[1], outputs[0], scratch);
        Workers.For(_rows, _row);
        (_errors, _truths, _weights, _queue) = (default, default, default, default);
    }

    private void Row(int row)
    {
        var start = (long)row * _columns;
        var errors = _errors.Span<T>(start, _columns);
        var truths = _truths.Span<byte>(start, _columns);
        var weights = _weights.Span<T>(start, _columns);
        var queue = _queue.Span<Ranked>(start, _columns);
        var total = 0L;
        for (var i = 0; i < queue.Length; i++)
        {
            queue[i] = new(double.CreateTruncating(errors[i]), i);
            total += truths[i] != 0 ? 1 : 0;
        }

        queue.Sort();
        var (hits, misses, before) = (0L, 0L, 0.0);
        foreach (var (_, index) in queue)
        {
            if (truths[index] != 0) hits++;
            else misses++;
            var loss = 1 - (double)(total - hits) / (total + misses);
            weights[index] = T.CreateTruncating(loss - before);
            before = loss;
        }
    }
}
