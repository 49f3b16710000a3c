namespace Vireo.Weights;

/// <summary>A tuple, list or set.</summary>
internal sealed class PickleList(bool isTuple)
{
    public bool IsTuple { get; } = isTuple;

    public List<object?> Items { get; init; } = [];
}

/// <summary>A dictionary; keys are strings, whole numbers, doubles, truths or tuples, in the order of the
/// file.</summary>
internal sealed class PickleDictionary
{
    public OrderedDictionary<object, object?> Items { get; } = [];
}

/// <summary>Bytes, or a text too long to be used as one, left in the file.</summary>
internal sealed record PickleBytes(ByteSource Source, long Length, bool IsText)
{
    /// <summary>Where text lies in the file, which must be decoded before it is bytes.</summary>
    public long Start { get; init; }

    public static PickleBytes Of(byte[] bytes) => new(
        (offset, destination) => bytes.AsSpan((int)offset, destination.Length).CopyTo(destination), bytes.Length,
        IsText: false);
}

/// <summary>An element type of NumPy.</summary>
internal sealed class PickleNumPyType(StoredType type, bool isBigEndian)
{
    public StoredType Type { get; } = type;

    public bool IsBigEndian { get; set; } = isBigEndian;
}

/// <summary>An array of NumPy; empty until its state is set.</summary>
internal sealed class PickleArray
{
    public PickleNumPyType? Type { get; set; }

    public IReadOnlyList<long> Extents { get; set; } = [];

    public bool IsFortran { get; set; }

    public PickleBytes? Data { get; set; }
}

/// <summary>Memory that tensors of PyTorch are views of. Where its bytes lie may become known later.</summary>
internal sealed class PickleStorage(string key, StoredType type, long count)
{
    public string Key { get; } = key;

    public StoredType Type { get; } = type;

    /// <summary>Elements.</summary>
    public long Count { get; } = count;

    /// <summary>First byte in the file; negative while it is not known.</summary>
    public long Start { get; set; } = -1;
}

/// <summary>A tensor of PyTorch: a view of a storage.</summary>
internal sealed record PickleTensor(
    PickleStorage Storage, long Offset, IReadOnlyList<long> Extents, IReadOnlyList<long> Strides);
