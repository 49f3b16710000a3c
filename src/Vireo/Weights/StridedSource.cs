namespace Vireo.Weights;

/// <summary>Puts the elements of a strided view in row-major order. What the view spans is read once and kept as long
/// as memory is plenty.</summary>
internal sealed class StridedSource(
    Shape shape, long[] strides, int size, int spanned, StridedSource.Region readRegion)
{
    private readonly WeakReference<byte[]> _region = new([]);

    /// <summary>Fills a span with all bytes between the first and the last element of the view.</summary>
    public delegate void Region(Span<byte> destination);

    /// <summary>Fills a span with row-major bytes from an offset on, whole elements.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        if (offset % size != 0 || destination.Length % size != 0) throw new ArgumentException("whole elements only");
        if (!_region.TryGetTarget(out var region) || region.Length != spanned)
        {
            region = new byte[spanned];
            readRegion(region);
            _region.SetTarget(region);
        }

        Gather(region, offset / size, destination);
    }

    private void Gather(byte[] region, long first, Span<byte> destination)
    {
        var index = new int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            index[axis] = (int)(first % shape[axis]);
            first /= shape[axis];
        }

        for (var at = 0; at < destination.Length; at += size)
        {
            var from = 0L;
            for (var axis = 0; axis < index.Length; axis++) from += index[axis] * strides[axis];
            region.AsSpan((int)(from * size), size).CopyTo(destination[at..]);
            for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
        }
    }
}
