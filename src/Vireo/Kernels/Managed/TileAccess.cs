namespace Vireo.Kernels.Managed;

/// <summary>How a tile reads an operand: the elements in the physical order of the result, axes joined where
/// possible.</summary>
internal sealed class TileAccess
{
    private readonly int[] _extents;
    private readonly long[] _strides;

    /// <summary>Works out how <paramref name="operand"/>, broadcast, lies under the elements of
    /// <paramref name="result"/>.</summary>
    public TileAccess(Operand operand, Operand result)
    {
        var order = PhysicalOrder(result);
        var own = operand.Strides();
        var lead = result.Shape.Rank - operand.Shape.Rank;
        var extents = new List<int>();
        var strides = new List<long>();
        foreach (var axis in order)
        {
            var extent = result.Shape[axis];
            if (extent == 1) continue;
            var stride = axis < lead || operand.Shape[axis - lead] == 1 ? 0 : own[axis - lead];
            if (extents.Count > 0 && strides[^1] == stride * extent)
            {
                extents[^1] *= extent;
                strides[^1] = stride;
            }
            else
            {
                extents.Add(extent);
                strides.Add(stride);
            }
        }

        _extents = [.. extents];
        _strides = [.. strides];
    }

    /// <summary>Whether the operand is one number.</summary>
    public bool IsNumber => _strides.Length == 0 || (_strides.Length == 1 && _strides[0] == 0);

    /// <summary>Whether elements lie one after the other just as in the result.</summary>
    public bool IsDense => _strides.Length == 1 && _strides[0] == 1;

    /// <summary>The logical axes of a value from the outermost in memory to the innermost.</summary>
    public static int[] PhysicalOrder(Operand operand) =>
        operand.Layout == Layout.ChannelsLast ? [0, 2, 3, 1] : [.. Enumerable.Range(0, operand.Shape.Rank)];

    /// <summary>Copies the elements that belong to result elements <paramref name="start"/> and on.</summary>
    public void Gather<T>(ReadOnlySpan<T> source, long start, Span<T> target)
        where T : unmanaged
    {
        var inner = _extents[^1];
        var step = _strides[^1];
        var done = 0;
        while (done < target.Length)
        {
            var position = start + done;
            var column = (int)(position % inner);
            var offset = RowOffset(position / inner);
            var run = Math.Min(inner - column, target.Length - done);
            var rows = step == 1 && column == 0 ? RowsAlike(position / inner, (target.Length - done) / inner) : 1;
            if (rows > 1)
            {
                Repeat(source.Slice((int)offset, inner), target.Slice(done, rows * inner));
                done += rows * inner;
                continue;
            }

            var part = target.Slice(done, run);
            if (step == 0) part.Fill(source[(int)offset]);
            else if (step == 1) source.Slice((int)offset + column, run).CopyTo(part);
            else
            {
                var at = offset + column * step;
                for (var i = 0; i < part.Length; i++, at += step) part[i] = source[(int)at];
            }

            done += run;
        }
    }

    /// <summary>How many rows from one on, as many as there are places, are the same row of the operand: what is given
    /// per image and channel is, for all its pixels.</summary>
    private int RowsAlike(long row, int places) => _strides.Length > 1 && _strides[^2] == 0
        ? (int)Math.Min(_extents[^2] - row % _extents[^2], places)
        : 1;

    private static void Repeat<T>(ReadOnlySpan<T> row, Span<T> target)
        where T : unmanaged
    {
        row.CopyTo(target);
        for (var done = row.Length; done < target.Length; done *= 2)
        {
            var more = Math.Min(done, target.Length - done);
            target[..more].CopyTo(target[done..]);
        }
    }

    private long RowOffset(long row)
    {
        var offset = 0L;
        for (var axis = _extents.Length - 2; axis >= 0; axis--)
        {
            offset += row % _extents[axis] * _strides[axis];
            row /= _extents[axis];
        }

        return offset;
    }
}
