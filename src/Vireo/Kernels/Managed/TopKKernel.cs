using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>The first elements in order along an axis, of single precision. An element and its place make one number
/// of 64 bits whose order is the order wanted, so equal elements stay as they were.</summary>
internal sealed class TopKKernel : Kernel
{
    private const int MostParts = 64;

    private readonly TopK _op;
    private readonly int _extent;
    private readonly int _inner;
    private readonly int _lanes;
    private readonly int _parts;
    private readonly Action<int> _part;
    private MemorySlice _source;
    private MemorySlice _values;
    private MemorySlice _places;
    private MemorySlice _scratch;

    public TopKKernel(TopK op, Shape shape)
    {
        (_op, _extent, _inner) = (op, shape[op.Axis], 1);
        foreach (var extent in shape.Extents[(op.Axis + 1)..]) _inner *= extent;
        _lanes = checked((int)(shape.Count / Math.Max(1, _extent)));
        _parts = Math.Min(MostParts, _lanes);
        _part = RunPart;
    }

    public override string Name => "managed top-k";

    public override long ScratchBytes => (long)_parts * _extent * sizeof(ulong);

    public override void Run(ReadOnlySpan<MemorySlice> inputs, ReadOnlySpan<MemorySlice> outputs, MemorySlice scratch)
    {
        (_source, _values, _places, _scratch) = (inputs[0], outputs[0], outputs[1], scratch);
        Workers.For(_parts, _part);
        (_source, _values, _places, _scratch) = (default, default, default, default);
    }

    private void RunPart(int part)
    {
        var keys = _scratch.Span<ulong>((long)part * _extent, _extent);
        var (first, end) = ((int)((long)_lanes * part / _parts), (int)((long)_lanes * (part + 1) / _parts));
        for (var lane = first; lane < end; lane++) Lane(lane / _inner, lane % _inner, keys);
    }

    private void Lane(int outer, int inner, Span<ulong> keys)
    {
        var x = _source.Span<float>((long)outer * _extent * _inner, _extent * _inner);
        for (var i = 0; i < keys.Length; i++) keys[i] = (ulong)Key(x[i * _inner + inner]) << 32 | (uint)i;
        var chosen = keys[.._op.K];
        if (_op.K < keys.Length) Select(keys, _op.K);
        chosen.Sort();
        var values = _values.Span<float>((long)outer * _op.K * _inner, _op.K * _inner);
        var places = _places.Span<long>((long)outer * _op.K * _inner, _op.K * _inner);
        for (var i = 0; i < chosen.Length; i++)
        {
            var place = (int)(uint)chosen[i];
            values[i * _inner + inner] = x[place * _inner + inner];
            places[i * _inner + inner] = place;
        }
    }

    /// <summary>A whole number that grows in the order wanted; zeros of either sign are equal, NaN is the
    /// greatest.</summary>
    private uint Key(float x)
    {
        var bits = BitConverter.SingleToUInt32Bits(x == 0 ? 0 : x);
        var key = float.IsNaN(x) ? uint.MaxValue : (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
        return _op.Largest ? ~key : key;
    }

    /// <summary>Moves the <paramref name="count"/> least keys, which are all different, to the front.</summary>
    private static void Select(Span<ulong> keys, int count)
    {
        var (low, high) = (0, keys.Length - 1);
        while (low < high)
        {
            var pivot = Middle(keys[low], keys[low + (high - low) / 2], keys[high]);
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (keys[i] < pivot) i++;
                while (keys[j] > pivot) j--;
                if (i > j) break;
                (keys[i], keys[j]) = (keys[j], keys[i]);
                i++;
                j--;
            }

            if (count <= j) high = j;
            else if (count > i) low = i;
            else return;
        }
    }

    private static ulong Middle(ulong a, ulong b, ulong c) =>
        Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
