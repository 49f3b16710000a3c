using Vireo.Native;

namespace Vireo.Kernels.Managed;

/// <summary>Copies between two strided views of the same extents: slices, transposed axes, other layouts, parts of a
/// joined result. What the target view does not cover may be zeroed first.</summary>
internal sealed class StridedCopyKernel<T> : Kernel
    where T : unmanaged
{
    private const int PartLength = 1 << 14;

    private readonly Part[] _parts;
    private readonly bool _clear;
    private readonly Action<int> _rows;
    private MemorySlice _source;
    private MemorySlice _target;
    private Part _current = new([], [], [], 0, 0);

    /// <summary>A view copied from an input to the output.</summary>
    /// <param name="Extents">Extents of both views.</param>
    /// <param name="From">Strides in the input, in elements.</param>
    /// <param name="To">Strides in the output, in elements.</param>
    /// <param name="FromOffset">First element in the input.</param>
    /// <param name="ToOffset">First element in the output.</param>
    public sealed record Part(int[] Extents, long[] From, long[] To, long FromOffset, long ToOffset);

    /// <param name="parts">One for each input, or several of one input.</param>
    /// <param name="clear">Whether to zero the output first.</param>
    public StridedCopyKernel(IEnumerable<Part> parts, bool clear)
    {
        _parts = [.. parts.Select(Simplify)];
        _clear = clear;
        _rows = CopyRows;
    }

    public override string Name => "managed copy";

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        _target = outputs[0];
        if (_clear) _target.Span<byte>().Clear();
        for (var i = 0; i < _parts.Length; i++)
        {
            _current = _parts[i];
            _source = inputs[Math.Min(i, inputs.Length - 1)];
            if (_current.Extents.Contains(0)) continue;
            var inner = _current.Extents[^1];
            var rows = _current.Extents.Aggregate(1L, (a, b) => a * b) / inner;
            var perPart = Math.Max(1, PartLength / inner);
            Workers.For((int)((rows + perPart - 1) / perPart), _rows);
        }
    }

    /// <summary>Orders axes so that the innermost is contiguous in the output, and joins neighbours.</summary>
    private static Part Simplify(Part part)
    {
        var axes = Enumerable.Range(0, part.Extents.Length).Where(a => part.Extents[a] != 1)
            .OrderByDescending(a => part.To[a]).ToArray();
        var (extents, from, to) = (new List<int>(), new List<long>(), new List<long>());
        foreach (var axis in axes)
        {
            var extent = part.Extents[axis];
            if (extents.Count > 0 && from[^1] == part.From[axis] * extent && to[^1] == part.To[axis] * extent)
            {
                (extents[^1], from[^1], to[^1]) = (extents[^1] * extent, part.From[axis], part.To[axis]);
                continue;
            }

            extents.Add(extent);
            from.Add(part.From[axis]);
            to.Add(part.To[axis]);
        }

        return extents.Count == 0
            ? new([part.Extents.Contains(0) ? 0 : 1], [1], [1], part.FromOffset, part.ToOffset)
            : new([.. extents], [.. from], [.. to], part.FromOffset, part.ToOffset);
    }

    private void CopyRows(int part)
    {
        var p = _current;
        var source = _source.Span<T>();
        var target = _target.Span<T>();
        var inner = p.Extents[^1];
        var rows = p.Extents.Aggregate(1L, (a, b) => a * b) / inner;
        var perPart = Math.Max(1, PartLength / inner);
        for (var row = (long)part * perPart; row < Math.Min(rows, (long)(part + 1) * perPart); row++)
        {
            var (from, to) = (p.FromOffset, p.ToOffset);
            var rest = row;
            for (var axis = p.Extents.Length - 2; axis >= 0; axis--)
            {
                var index = rest % p.Extents[axis];
                rest /= p.Extents[axis];
                from += index * p.From[axis];
                to += index * p.To[axis];
            }

            CopyRow(source, from, p.From[^1], target, to, p.To[^1], inner);
        }
    }

    private static void CopyRow(
        ReadOnlySpan<T> source, long from, long fromStep, Span<T> target, long to, long toStep, int count)
    {
        if (fromStep == 1 && toStep == 1)
        {
            source.Slice((int)from, count).CopyTo(target[(int)to..]);
            return;
        }

        for (var i = 0; i < count; i++, from += fromStep, to += toStep) target[(int)to] = source[(int)from];
    }
}
