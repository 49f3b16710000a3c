namespace Vireo.Weights;

/// <summary>A tensor as it lies in a weight file: perhaps strided, in the other byte order, or of a type that is
/// widened.</summary>
/// <param name="Type">Type of the stored elements.</param>
/// <param name="Shape">Extents.</param>
/// <param name="Source">Bytes of what the tensor is a view of.</param>
/// <param name="SourceBytes">How many of them there are.</param>
internal sealed record StoredTensor(StoredType Type, Shape Shape, ByteSource Source, long SourceBytes)
{
    /// <summary>First element, counted from the beginning of the source.</summary>
    public long Offset { get; init; }

    /// <summary>Elements between neighbours along each axis; null for row-major.</summary>
    public IReadOnlyList<long>? Strides { get; init; }

    /// <summary>Whether the most significant byte comes first.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>Bytes of the tensor as it is handed out.</summary>
    public long Bytes => Shape.Count * Type.Type.Size;

    /// <summary>The strides of column-major order, as Fortran has it.</summary>
    public static long[] ColumnMajor(Shape shape)
    {
        var strides = new long[shape.Rank];
        var step = 1L;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            strides[axis] = step;
            step *= shape[axis];
        }

        return strides;
    }

    /// <summary>Checks that no element lies outside the source and makes an entry that reads when asked.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2005</c>: an element lies outside, or a stride is
    /// negative.</exception>
    public WeightEntry Entry(FileBytes file, string name)
    {
        var source = Shape.Count == 0 ? static (_, _) => { } : InOrder(file, name, Last(file, name));
        if (IsBigEndian && Type.Size > 1) source = Swapped(source);
        return new(name, Type.Type, Shape, Type.IsPlain ? source : Widened(source));
    }

    private long Last(FileBytes file, string name)
    {
        var strides = Strides ?? Shape.RowMajorStrides();
        var (last, limit) = ((Int128)Offset, SourceBytes / Type.Size);
        for (var axis = 0; axis < Shape.Rank; axis++)
        {
            if (strides[axis] < 0) throw file.Bad("VIR2005", $"'{FileBytes.Shown(name)}' has a negative stride.");
            last += (Int128)strides[axis] * (Shape[axis] - 1);
        }

        if (Offset < 0 || last >= limit)
        {
            throw file.Bad("VIR2005", $"'{FileBytes.Shown(name)}' {Type} {Shape} reaches from element {Offset} to "
                + $"{last}, {limit} are there.");
        }

        return (long)last;
    }

    private ByteSource InOrder(FileBytes file, string name, long last)
    {
        var start = Offset * Type.Size;
        if (!IsStrided) return (offset, destination) => Source(start + offset, destination);
        var bytes = (last - Offset + 1) * Type.Size;
        if (bytes > Array.MaxLength)
        {
            throw file.TooMuch($"'{FileBytes.Shown(name)}' lies scattered over {bytes} bytes, at most "
                + $"{Array.MaxLength} are put in order. Save it as a contiguous tensor.");
        }

        return new StridedSource(Shape, [.. Strides ?? []], Type.Size, (int)bytes,
            destination => Source(start, destination)).Read;
    }

    // An axis of one element is never stepped along, so its stride means nothing.
    private bool IsStrided
    {
        get
        {
            if (Strides is null) return false;
            var rowMajor = Shape.RowMajorStrides();
            return Enumerable.Range(0, Shape.Rank).Any(axis => Shape[axis] > 1 && Strides[axis] != rowMajor[axis]);
        }
    }

    private ByteSource Swapped(ByteSource source) => (offset, destination) =>
    {
        OnlyWhole(offset, destination, Type.Size);
        source(offset, destination);
        for (var at = 0; at < destination.Length; at += Type.Size) destination.Slice(at, Type.Size).Reverse();
    };

    private ByteSource Widened(ByteSource source) => (offset, destination) =>
    {
        var wide = Type.Type.Size;
        OnlyWhole(offset, destination, wide);
        var stored = new byte[destination.Length / wide * Type.Size];
        source(offset / wide * Type.Size, stored);
        Type.Widening(stored, destination);
    };

    private static void OnlyWhole(long offset, Span<byte> destination, int size)
    {
        if (offset % size != 0 || destination.Length % size != 0) throw new ArgumentException("whole elements only");
    }
}
