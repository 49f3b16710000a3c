using Vireo.Native;
using Vireo.Ops;

namespace Vireo.Kernels.Managed;

/// <summary>A range of an index of I32 or I64 places, checked as they are read.</summary>
internal readonly ref struct IndexRows
{
    private readonly ReadOnlySpan<int> _short;
    private readonly ReadOnlySpan<long> _long;
    private readonly bool _isLong;
    private readonly Shape _shape;
    private readonly int _axis;
    private readonly int _extent;

    /// <param name="index">The index.</param>
    /// <param name="type">I32 or I64.</param>
    /// <param name="start">First element of the range.</param>
    /// <param name="count">Length of the range.</param>
    /// <param name="shape">What the places are on.</param>
    /// <param name="axis">The axis they are places of.</param>
    public IndexRows(MemorySlice index, DType type, long start, int count, Shape shape, int axis)
    {
        _isLong = type == DType.I64;
        if (_isLong) _long = index.Span<long>(start, count);
        else _short = index.Span<int>(start, count);
        (_shape, _axis, _extent) = (shape, axis, shape[axis]);
    }

    /// <summary>The place at an element of the range.</summary>
    /// <exception cref="BadDataException">It leaves the axis.</exception>
    public int this[int at]
    {
        get
        {
            var place = _isLong ? _long[at] : _short[at];
            return (ulong)place < (ulong)_extent ? (int)place : throw Gather.OutOfRange(place, _axis, _shape);
        }
    }
}
