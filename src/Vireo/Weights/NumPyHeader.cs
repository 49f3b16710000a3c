using System.Buffers.Binary;
using System.Text;

namespace Vireo.Weights;

/// <summary>What stands before the elements of a NumPy array, versions 1 to 3.</summary>
/// <param name="Type">Type of the elements.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
/// <param name="IsFortran">Whether the first axis runs fastest.</param>
/// <param name="Shape">Extents.</param>
/// <param name="Start">Where the elements begin.</param>
internal sealed record NumPyHeader(StoredType Type, bool IsBigEndian, bool IsFortran, Shape Shape, int Start)
{
    private const int PrefixBytes = 8;
    private const string Keys = "descr, fortran_order and shape";

    /// <summary>What every array begins with.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Parses a header and checks it against the length of the array's file.</summary>
    /// <exception cref="BadModelFileException">It is not what the format says.</exception>
    public static NumPyHeader Read(FileBytes file, string name, ByteSource source, long bytes)
    {
        var shown = FileBytes.Shown(name);
        var (text, start) = ReadText(file, shown, source, bytes);
        Dictionary<string, object?>? fields;
        try
        {
            fields = PythonLiteral.Read(text) as Dictionary<string, object?>;
        }
        catch (FormatException failure)
        {
            throw file.Malformed($"the header of '{shown}' cannot be read: {failure.Message}.", failure);
        }

        if (fields is not { Count: 3 } || !fields.TryGetValue("descr", out var type)
            || fields.GetValueOrDefault("fortran_order") is not bool isFortran
            || fields.GetValueOrDefault("shape") is not List<object?> extents || !extents.All(extent => extent is long))
        {
            throw file.Malformed($"the header of '{shown}' is not {Keys}.");
        }

        var (stored, isBigEndian) = TypeOf(file, shown, type);
        var shape = file.ShapeOf(name, [.. extents.OfType<long>()]);
        var needed = shape.Count * stored.Size;
        if (bytes - start < needed)
        {
            throw file.Bad("VIR2002", $"it is truncated: '{shown}' {stored} {shape} takes {needed} bytes, "
                + $"{bytes - start} are there.");
        }

        if (bytes - start > needed) throw file.Bad("VIR2005", $"{bytes - start - needed} bytes follow '{shown}'.");
        return new(stored, isBigEndian, isFortran, shape, start);
    }

    /// <summary>Type and byte order of a code such as <c>&lt;f4</c>.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2006</c>: it is not read.</exception>
    public static (StoredType Type, bool IsBigEndian) TypeOf(FileBytes file, string shown, object? code)
    {
        var text = code as string ?? "";
        var hasOrder = text is ['<' or '>' or '=' or '|', ..];
        if (StoredType.OfNumPy(hasOrder ? text[1..] : text) is { } type) return (type, text[0] == '>');
        var found = code is string ? $"'{FileBytes.Shown(text)}'" : "of several fields";
        throw file.Bad("VIR2006", $"'{shown}' has the element type {found}. Known are f8, f4, f2, i8, i4, i2, i1, u4, "
            + "u2, u1 and b1.");
    }

    private static (string Text, int Start) ReadText(FileBytes file, string shown, ByteSource source, long bytes)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes + 4];
        if (bytes < prefix.Length) throw file.Bad("VIR2002", $"it is truncated: '{shown}' has {bytes} bytes.");
        source(0, prefix);
        if (!prefix.StartsWith(Magic)) throw file.Malformed($"'{shown}' is no NumPy array.");
        var version = prefix[6];
        if (version is < 1 or > 3 || prefix[7] != 0)
        {
            throw file.Malformed($"'{shown}' is of version {version}.{prefix[7]}; 1.0, 2.0 and 3.0 are read.");
        }

        var length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(prefix[PrefixBytes..])
            : BinaryPrimitives.ReadUInt32LittleEndian(prefix[PrefixBytes..]);
        var start = PrefixBytes + (version == 1 ? 2 : 4);
        if (length > WeightLimits.NumPyHeader)
        {
            throw file.TooMuch($"the header of '{shown}' has {length} bytes, at most {WeightLimits.NumPyHeader} are "
                + "read.");
        }

        if (length > bytes - start) throw file.Bad("VIR2002", $"it is truncated in the header of '{shown}'.");
        var header = new byte[length];
        source(start, header);
        return ((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(header), start + header.Length);
    }
}
