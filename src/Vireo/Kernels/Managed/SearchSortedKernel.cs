using System.Numerics;
using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>Places of numbers in sorted rows, found by halving.</summary>
internal sealed class SearchSortedKernel<T> : Kernel
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int PartLength = 1 << 10;

    private readonly bool _right;
    private readonly int _row;
    private readonly int _perRow;
    private readonly int _count;
    private readonly Action<int> _part;
    private MemorySlice _sorted;
    private MemorySlice _wanted;
    private MemorySlice _places;

    public SearchSortedKernel(SearchSorted op, Operand[] inputs)
    {
        var (sorted, wanted) = (inputs[0].Shape, inputs[1].Shape);
        (_right, _row, _count) = (op.Right, sorted[^1], checked((int)wanted.Count));
        _perRow = sorted.Rank == 1 ? _count : wanted[^1];
        _part = RunPart;
    }

    public override string Name => "managed search";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_sorted, _wanted, _places) = (inputs[0], inputs[1], outputs[0]);
        Workers.For(Blocking.Ceil(_count, PartLength), _part);
        (_sorted, _wanted, _places) = (default, default, default);
    }

    private void RunPart(int part)
    {
        var start = part * PartLength;
        var wanted = _wanted.Span<T>(start, Math.Min(PartLength, _count - start));
        var places = _places.Span<long>(start, wanted.Length);
        for (var i = 0; i < wanted.Length; i++)
        {
            var row = _sorted.Span<T>((long)((start + i) / _perRow) * _row, _row);
            places[i] = SearchSorted.Place(row, wanted[i], _right);
        }
    }
}
