using System.Runtime.InteropServices;

namespace Vireo.Weights;

/// <summary>An element type of weight files: how it lies there, and as what it is handed out. Types that the engine
/// lacks become the next wider one, which is exact.</summary>
internal sealed class StoredType
{
    public static readonly StoredType F64 = new("F64", 8, DType.F64);
    public static readonly StoredType F32 = new("F32", 4, DType.F32);
    public static readonly StoredType BF16 = new("BF16", 2, DType.BF16);
    public static readonly StoredType I64 = new("I64", 8, DType.I64);
    public static readonly StoredType I32 = new("I32", 4, DType.I32);
    public static readonly StoredType I8 = new("I8", 1, DType.I8);
    public static readonly StoredType U8 = new("U8", 1, DType.U8);
    public static readonly StoredType Bool = new("BOOL", 1, DType.Bool);

    public static readonly StoredType F16 = new("F16", 2, DType.F32, static (from, to) =>
        Weights.Widening.HalfToSingle(from, MemoryMarshal.Cast<byte, float>(to)));

    public static readonly StoredType I16 = new("I16", 2, DType.I32, static (from, to) =>
        Convert<short, int>(from, to, static x => x));

    public static readonly StoredType U16 = new("U16", 2, DType.I32, static (from, to) =>
        Convert<ushort, int>(from, to, static x => x));

    public static readonly StoredType U32 = new("U32", 4, DType.I64, static (from, to) =>
        Convert<uint, long>(from, to, static x => x));

    private StoredType(string name, int size, DType type, Widen? widen = null) =>
        (Name, Size, Type, Widening) = (name, size, type, widen ?? Same);

    /// <summary>Turns stored elements into those handed out.</summary>
    public delegate void Widen(ReadOnlySpan<byte> from, Span<byte> to);

    /// <summary>As written in messages and safetensors headers.</summary>
    public string Name { get; }

    /// <summary>Bytes of an element in the file.</summary>
    public int Size { get; }

    /// <summary>Type of the elements handed out.</summary>
    public DType Type { get; }

    /// <summary>Conversion from one to the other.</summary>
    public Widen Widening { get; }

    /// <summary>Whether elements are handed out as they lie.</summary>
    public bool IsPlain => Size == Type.Size;

    /// <summary>The type of a NumPy type code without byte order, such as <c>f4</c>; null when it is not
    /// read.</summary>
    public static StoredType? OfNumPy(string code) => code switch
    {
        "f8" => F64,
        "f4" => F32,
        "f2" => F16,
        "i8" => I64,
        "i4" => I32,
        "i2" => I16,
        "i1" => I8,
        "u1" => U8,
        "u2" => U16,
        "u4" => U32,
        "b1" => Bool,
        _ => null,
    };

    /// <summary>Written as its name.</summary>
    public override string ToString() => Name;

    private static void Same(ReadOnlySpan<byte> from, Span<byte> to) => from.CopyTo(to);

    private static void Convert<TFrom, TTo>(ReadOnlySpan<byte> from, Span<byte> to, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        var elements = MemoryMarshal.Cast<byte, TFrom>(from);
        var results = MemoryMarshal.Cast<byte, TTo>(to);
        for (var i = 0; i < results.Length; i++) results[i] = convert(elements[i]);
    }
}
