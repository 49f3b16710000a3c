using System.Runtime.InteropServices;

namespace Vireo.Weights;

/// <summary>A named tensor outside the engine: what it is, and where its bytes come from when they are asked
/// for.</summary>
public sealed class WeightEntry
{
    private const int Chunk = 1 << 20;
    private readonly ByteSource _source;

    /// <summary>An entry over any source of little-endian, row-major bytes.</summary>
    public WeightEntry(string name, DType type, Shape shape, ByteSource source)
    {
        (Name, Type, Shape, _source) = (name, type, shape, source);
        ByteCount = checked(shape.Count * type.Size);
    }

    /// <summary>Full name, such as <c>layer1.0.conv1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>Element type of the bytes handed out.</summary>
    public DType Type { get; }

    /// <summary>Extents; row-major.</summary>
    public Shape Shape { get; }

    /// <summary>Bytes of the whole tensor.</summary>
    public long ByteCount { get; }

    /// <summary>An entry over floats in memory, which are not copied.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static WeightEntry Of(string name, Shape shape, ReadOnlyMemory<float> values) =>
        Over(name, DType.F32, shape, values);

    /// <summary>An entry over doubles in memory, which are not copied.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static WeightEntry Of(string name, Shape shape, ReadOnlyMemory<double> values) =>
        Over(name, DType.F64, shape, values);

    /// <summary>An entry over whole numbers in memory, which are not copied.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static WeightEntry Of(string name, Shape shape, ReadOnlyMemory<long> values) =>
        Over(name, DType.I64, shape, values);

    /// <summary>An entry over signed bytes in memory, which are not copied.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static WeightEntry Of(string name, Shape shape, ReadOnlyMemory<sbyte> values) =>
        Over(name, DType.I8, shape, values);

    /// <summary>Fills a span with the bytes from an offset on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tensor ends before the span is full.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, ByteCount - destination.Length);
        _source(offset, destination);
    }

    /// <summary>All bytes, in an array of their own.</summary>
    public byte[] ReadBytes()
    {
        var bytes = new byte[ByteCount];
        Read(0, bytes);
        return bytes;
    }

    /// <summary>All elements as floats: wider and whole numbers are rounded to the nearest, BF16 is exact.</summary>
    public float[] ReadSingles()
    {
        var values = new float[Shape.Count];
        ReadSingles(values);
        return values;
    }

    /// <summary>As <see cref="ReadSingles()"/>, into memory of the caller.</summary>
    /// <exception cref="ArgumentException">The span has not one place per element.</exception>
    public void ReadSingles(Span<float> destination)
    {
        if (destination.Length != Shape.Count)
        {
            throw new ArgumentException(
                $"'{Name}' {Shape} has {Shape.Count} elements, the destination {destination.Length} places.");
        }

        if (Type == DType.F32)
        {
            Read(0, MemoryMarshal.AsBytes(destination));
            return;
        }

        var step = Chunk / Type.Size;
        var bytes = new byte[Math.Min(Chunk, ByteCount)];
        for (var done = 0; done < destination.Length; done += step)
        {
            var part = destination.Slice(done, Math.Min(step, destination.Length - done));
            var from = bytes.AsSpan(0, part.Length * Type.Size);
            Read((long)done * Type.Size, from);
            Widening.ToSingle(Type, from, part);
        }
    }

    /// <summary>Writes all bytes, a megabyte at a time.</summary>
    public void CopyTo(Stream stream)
    {
        var buffer = new byte[Math.Min(Chunk, ByteCount)];
        for (var done = 0L; done < ByteCount; done += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, ByteCount - done));
            Read(done, part);
            stream.Write(part);
        }
    }

    /// <summary>Written as <c>conv1.weight F32 [64, 3, 7, 7]</c>.</summary>
    public override string ToString() => $"{Name} {Type} {Shape}";

    private static WeightEntry Over<T>(string name, DType type, Shape shape, ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"'{name}' {shape} takes {shape.Count} values, {values.Length} were given.");
        }

        return new(name, type, shape, (offset, destination) =>
            MemoryMarshal.AsBytes(values.Span).Slice((int)offset, destination.Length).CopyTo(destination));
    }
}
