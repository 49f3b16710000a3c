using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Vireo.Files;

namespace Vireo.Weights;

/// <summary>A safetensors file: eight bytes of header length, a JSON header, then the bytes of all tensors.</summary>
/// <remarks>Read lazily: opening reads the header only. Half precision is handed out as <see
/// cref="DType.F32"/>.</remarks>
public sealed class SafeTensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly Dictionary<string, WeightEntry> _byName = [];
    private readonly List<WeightEntry> _entries = [];

    private SafeTensorsFile(string path, SafeFileHandle file, SafeTensorsHeader header, long dataStart)
    {
        (_path, _file, Metadata) = (path, file, header.Metadata);
        foreach (var item in header.Items)
        {
            var entry = EntryOf(item, dataStart + item.Begin);
            _entries.Add(entry);
            _byName.Add(entry.Name, entry);
        }
    }

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<WeightEntry> Entries => _entries;

    /// <summary>Free text that the writer put beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its whole header against its length; no tensor is read yet.</summary>
    /// <exception cref="BadModelFileException">It is missing, truncated, or not what the format says.</exception>
    public static SafeTensorsFile Read(string path) => Read(path, null);

    /// <summary>Opens a part of a file, or all of it.</summary>
    internal static SafeTensorsFile Read(string path, (long Start, long Bytes)? part)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path);
            return Open(path, file, part ?? (0, RandomAccess.GetLength(file)));
        }
        catch (Exception failure)
        {
            file?.Dispose();
            if (failure is not (IOException or UnauthorizedAccessException)) throw;
            throw SafeTensorsHeader.Bad("VIR2001", path, $"it cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Looks a tensor up by its full name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out WeightEntry? entry) => _byName.TryGetValue(name, out entry);

    /// <summary>Writes a file atomically; see <see cref="AtomicFile"/>.</summary>
    /// <exception cref="ArgumentException">A name comes twice, or is reserved.</exception>
    /// <exception cref="VireoException">The disk is full (<c>VIR4001</c>) or refuses.</exception>
    public static void Write(
        string path, IReadOnlyList<WeightEntry> entries, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, entries, metadata));

    /// <summary>Writes header and tensors to a stream, a megabyte at a time. Wide elements come first, so that all are
    /// aligned; the header keeps the order given.</summary>
    /// <exception cref="ArgumentException">A name comes twice, or is reserved.</exception>
    public static void Write(
        Stream stream, IReadOnlyList<WeightEntry> entries, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var (order, begins) = LayOut(entries);
        var header = HeaderOf(entries, begins, metadata);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var entry in order) entry.CopyTo(stream);
    }

    /// <summary>Where the bytes of each tensor begin in the file that <see cref="Write(Stream,
    /// IReadOnlyList{WeightEntry}, IReadOnlyDictionary{string, string})"/> writes without metadata.</summary>
    /// <exception cref="ArgumentException">A name comes twice, or is reserved.</exception>
    public static IReadOnlyDictionary<string, long> Offsets(IReadOnlyList<WeightEntry> entries)
    {
        var (order, begins) = LayOut(entries);
        var start = LengthBytes + HeaderOf(entries, begins, null).Length;
        return order.ToDictionary(entry => entry.Name, entry => start + begins[entry.Name]);
    }

    /// <summary>Closes the file; entries cannot be read any more.</summary>
    public void Dispose() => _file.Dispose();

    private static (List<WeightEntry> Order, Dictionary<string, long> Begins) LayOut(
        IReadOnlyList<WeightEntry> entries)
    {
        var order = entries.OrderByDescending(entry => entry.Type.Size).ToList();
        var begins = new Dictionary<string, long>(StringComparer.Ordinal) { ["__metadata__"] = 0 };
        var at = 0L;
        foreach (var entry in order)
        {
            if (!begins.TryAdd(entry.Name, at)) throw new ArgumentException($"the name '{entry.Name}' is taken");
            at += entry.ByteCount;
        }

        return (order, begins);
    }

    private static SafeTensorsFile Open(string path, SafeFileHandle file, (long Start, long Bytes) part)
    {
        var (start, total) = part;
        Span<byte> prefix = stackalloc byte[LengthBytes];
        if (total < LengthBytes) throw SafeTensorsHeader.Bad("VIR2002", path, $"it is truncated: {total} bytes.");
        Fill(file, path, start, prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafeTensorsHeader.MostBytes)
        {
            throw SafeTensorsHeader.Bad("VIR2003", path, $"its header would have {length} bytes, allowed are "
                + $"{SafeTensorsHeader.MostBytes}. It is probably no safetensors file.");
        }

        if ((long)length > total - LengthBytes)
        {
            throw SafeTensorsHeader.Bad("VIR2002", path,
                $"it is truncated: a header of {length} bytes is announced, {total - LengthBytes} bytes follow.");
        }

        var json = new byte[length];
        Fill(file, path, start + LengthBytes, json);
        var dataBytes = total - LengthBytes - (long)length;
        return new(path, file, SafeTensorsHeader.Parse(path, json, dataBytes), start + total - dataBytes);
    }

    private WeightEntry EntryOf(SafeTensorsHeader.Item item, long start)
    {
        if (item.Stored != "F16")
        {
            return new(item.Name, TypeOf(item.Stored), item.Shape, (at, to) => Fill(_file, _path, start + at, to));
        }

        // Half precision is no element type of the engine: widened on the way in, which is exact.
        return new(item.Name, DType.F32, item.Shape, (at, to) =>
        {
            if (at % 4 != 0 || to.Length % 4 != 0) throw new ArgumentException("whole elements only");
            var halves = new byte[to.Length / 2];
            Fill(_file, _path, start + at / 2, halves);
            Widening.HalfToSingle(halves, MemoryMarshal.Cast<byte, float>(to));
        });
    }

    private static void Fill(SafeFileHandle file, string path, long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(file, destination, offset);
            if (read == 0)
                throw SafeTensorsHeader.Bad("VIR2002", path, $"it ends at byte {offset}; was it cut meanwhile?");
            offset += read;
            destination = destination[read..];
        }
    }

    private static byte[] HeaderOf(
        IReadOnlyList<WeightEntry> entries, Dictionary<string, long> begins, IReadOnlyDictionary<string,
            string>? metadata)
    {
        var bytes = new MemoryStream();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 }) WriteMetadata(json, metadata);
            foreach (var entry in entries) WriteItem(json, entry, begins[entry.Name]);
            json.WriteEndObject();
        }

        while (bytes.Length % LengthBytes != 0) bytes.WriteByte((byte)' ');
        return bytes.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter json, WeightEntry entry, long begin)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Type == DType.Bool ? "BOOL" : entry.Type.ToString());
        json.WriteStartArray("shape");
        foreach (var extent in entry.Shape.Extents) json.WriteNumberValue(extent);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + entry.ByteCount);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static DType TypeOf(string stored) => stored switch
    {
        "F64" => DType.F64,
        "F32" => DType.F32,
        "BF16" => DType.BF16,
        "I64" => DType.I64,
        "I32" => DType.I32,
        "I8" => DType.I8,
        "U8" => DType.U8,
        "BOOL" => DType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(stored), stored, "not checked by the header"),
    };
}
