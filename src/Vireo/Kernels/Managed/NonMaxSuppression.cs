using System.Numerics;
using System.Runtime.CompilerServices;
using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Greedy suppression, one part per image and class.</summary>
/// <remarks>Inputs and outputs as <see cref="Ops.NonMaxSuppression"/> has them. Overlaps are computed in double
/// precision whatever the boxes are, so that no rounding decides.</remarks>
internal sealed class NonMaxSuppression<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Ops.NonMaxSuppression _op;
    private readonly int _count;
    private readonly int _classes;
    private readonly int _rows;
    private readonly bool _hasWideGroups;
    private readonly Action<int> _part;
    private MemorySlice _boxes;
    private MemorySlice _scores;
    private MemorySlice? _groups;
    private MemorySlice _indices;
    private MemorySlice _counts;
    private MemorySlice _queue;

    public NonMaxSuppression(Ops.NonMaxSuppression op, Operand[] inputs)
    {
        (_op, _part) = (op, Part);
        (_count, _classes) = (inputs[0].Shape[1], inputs[1].Shape[1]);
        _rows = inputs[1].Shape[0] * _classes;
        _hasWideGroups = inputs.Length > 2 && inputs[2].DType == DType.I64;
    }

    /// <inheritdoc/>
    public override string Name => "managed suppression";

    /// <inheritdoc/>
    public override long ScratchBytes => (long)_rows * _count * Unsafe.SizeOf<Ranked>();

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_boxes, _scores, _groups) = (inputs[0], inputs[1], inputs.Length > 2 ? inputs[2] : null);
        (_indices, _counts, _queue) = (outputs[0], outputs[1], scratch);
        Workers.For(_rows, _part);
        (_boxes, _scores, _groups) = (default, default, null);
        (_indices, _counts, _queue) = (default, default, default);
    }

    private void Part(int row)
    {
        var scores = _scores.Span<T>((long)row * _count, _count);
        var queue = _count == 0 ? default : _queue.Span<Ranked>((long)row * _count, _count);
        var length = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var score = double.CreateTruncating(scores[i]);
            if (score > _op.ScoreThreshold) queue[length++] = new(score, i);
        }

        queue = queue[..length];
        queue.Sort();
        var kept = _indices.Span<long>((long)row * _op.MaxOutputs, _op.MaxOutputs);
        var image = row / _classes;
        var count = 0;
        for (var q = 0; q < queue.Length && count < kept.Length; q++)
        {
            if (IsFree(image, queue[q].Index, kept[..count])) kept[count++] = queue[q].Index;
        }

        kept[count..].Fill(-1);
        _counts.Span<long>()[row] = count;
    }

    /// <summary>Whether a box overlaps none of those kept too much.</summary>
    private bool IsFree(int image, int box, ReadOnlySpan<long> kept)
    {
        var boxes = _boxes.Span<T>((long)image * _count * 4, _count * 4);
        Span<double> own = stackalloc double[4];
        Load(boxes, box, own);
        var area = (own[2] - own[0]) * (own[3] - own[1]);
        Span<double> other = stackalloc double[4];
        foreach (var index in kept)
        {
            if (!IsSameGroup(image, box, (int)index)) continue;
            Load(boxes, (int)index, other);
            var width = Math.Max(0, Math.Min(own[2], other[2]) - Math.Max(own[0], other[0]));
            var height = Math.Max(0, Math.Min(own[3], other[3]) - Math.Max(own[1], other[1]));
            var shared = width * height;
            var union = (other[2] - other[0]) * (other[3] - other[1]) + area - shared;
            if ((union == 0 ? 0 : shared / union) > _op.IouThreshold) return false;
        }

        return true;
    }

    private bool IsSameGroup(int image, int a, int b)
    {
        if (_groups is not { } groups) return true;
        var first = (long)image * _count;
        return _hasWideGroups
            ? groups.Span<long>(first, _count)[a] == groups.Span<long>(first, _count)[b]
            : groups.Span<int>(first, _count)[a] == groups.Span<int>(first, _count)[b];
    }

    private static void Load(ReadOnlySpan<T> boxes, int index, Span<double> box)
    {
        for (var i = 0; i < 4; i++) box[i] = double.CreateTruncating(boxes[index * 4 + i]);
    }
}
