using System.Text;
using System.Text.Json;

namespace Vireo.Weights;

/// <summary>The JSON in front of a safetensors file, parsed as the hostile text it may be.</summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>Longest header read, in bytes; the limit of the format's own library.</summary>
    public const int MostBytes = 100_000_000;

    private const int MostAxes = 16;
    private readonly string _path;
    private readonly List<Item> _items = [];
    private readonly Dictionary<string, string> _metadata = [];

    private SafeTensorsHeader(string path) => _path = path;

    /// <summary>A tensor as the header describes it; offsets count from the end of the header.</summary>
    public readonly record struct Item(string Name, string Stored, Shape Shape, long Begin, long End);

    /// <summary>The tensors, as listed.</summary>
    public IReadOnlyList<Item> Items => _items;

    /// <summary>Free text of the writer.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Bytes of one element of a stored type, or zero when it is not known.</summary>
    public static int SizeOf(string stored) => stored switch
    {
        "F64" or "I64" => 8,
        "F32" or "I32" => 4,
        "BF16" or "F16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => 0,
    };

    /// <summary>Parses and checks a header against the number of bytes that follow it.</summary>
    /// <exception cref="BadModelFileException">Anything is not as the format says.</exception>
    public static SafeTensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataBytes)
    {
        var header = new SafeTensorsHeader(path);
        try
        {
            header.ReadEntries(json);
        }
        catch (Exception failure)
            when (failure is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw Bad("VIR2003", path, $"its header is not the JSON expected: {failure.Message}", failure);
        }

        header.CheckLayout(dataBytes);
        return header;
    }

    /// <summary>An exception that names the file first.</summary>
    public static BadModelFileException Bad(string code, string path, string reason, Exception? inner = null) =>
        new(code, $"{path}: {reason}", inner);

    private void ReadEntries(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
        Expect(ref reader, JsonTokenType.StartObject);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            var name = reader.GetString() ?? "";
            if (!names.Add(name)) throw Bad("VIR2004", _path, $"the tensor '{name}' is listed twice.");
            if (name == "__metadata__") ReadMetadata(ref reader);
            else _items.Add(ReadItem(ref reader, name));
        }

        if (reader.Read()) throw Bad("VIR2003", _path, "its header goes on after the closing brace.");
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            var key = reader.GetString() ?? "";
            Expect(ref reader, JsonTokenType.String);
            _metadata[key] = reader.GetString() ?? "";
        }
    }

    private Item ReadItem(ref Utf8JsonReader reader, string name)
    {
        string? stored = null;
        List<long>? extents = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            switch (reader.GetString())
            {
                case "dtype":
                    Expect(ref reader, JsonTokenType.String);
                    stored = reader.GetString();
                    break;
                case "shape": extents = ReadNumbers(ref reader, name); break;
                case "data_offsets": offsets = ReadNumbers(ref reader, name); break;
                case var other: throw Bad("VIR2003", _path, $"the tensor '{name}' has an unknown property '{other}'.");
            }
        }

        if (stored is null || extents is null || offsets is not { Count: 2 })
        {
            throw Bad("VIR2003", _path, $"the tensor '{name}' lacks its dtype, shape or two data_offsets.");
        }

        return Check(new(name, stored, ToShape(name, extents), offsets[0], offsets[1]));
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string name)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
            {
                throw Bad("VIR2003", _path, $"the tensor '{name}' has something else than a whole number from 0 on.");
            }

            if (numbers.Count == MostAxes)
                throw Bad("VIR2003", _path, $"the tensor '{name}' has over {MostAxes} axes.");
            numbers.Add(number);
        }

        return numbers;
    }

    private Shape ToShape(string name, List<long> extents)
    {
        var count = 1L;
        foreach (var extent in extents)
        {
            if (extent > int.MaxValue || (extent > 0 && count > (1L << 50) / extent))
            {
                var shape = string.Join(", ", extents);
                throw Bad("VIR2005", _path, $"the tensor '{name}' [{shape}] is too large to be true.");
            }

            count *= extent;
        }

        return Shape.Create([.. extents.Select(extent => (int)extent)]);
    }

    private Item Check(Item item)
    {
        var size = SizeOf(item.Stored);
        if (size == 0)
        {
            throw Bad("VIR2006", _path, $"the tensor '{item.Name}' has the element type '{item.Stored}'. "
                + "Known are F64, F32, F16, BF16, I64, I32, I8, U8 and BOOL.");
        }

        if (item.End < item.Begin || item.End - item.Begin != item.Shape.Count * size)
        {
            throw Bad("VIR2005", _path, $"the tensor '{item.Name}' {item.Stored} {item.Shape} needs "
                + $"{item.Shape.Count * size} bytes, its offsets are {item.Begin} to {item.End}.");
        }

        return item;
    }

    // Gaps would hide bytes and overlaps would alias tensors: the format allows neither.
    private void CheckLayout(long dataBytes)
    {
        var at = 0L;
        foreach (var item in _items.OrderBy(item => item.Begin).ThenBy(item => item.End))
        {
            if (item.End > dataBytes)
            {
                throw Bad("VIR2002", _path, $"it is truncated: the tensor '{item.Name}' ends at byte {item.End} "
                    + $"of the data, {dataBytes} are there. Copy or download it again.");
            }

            if (item.Begin != at)
            {
                var what = item.Begin < at ? "overlaps the tensor before it" : "leaves a gap before it";
                throw Bad("VIR2005", _path, $"the tensor '{item.Name}' {what} (it begins at {item.Begin}, not {at}).");
            }

            at = item.End;
        }

        if (at != dataBytes) throw Bad("VIR2005", _path, $"{dataBytes - at} bytes follow the last tensor.");
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("it ends too early");
        return reader.TokenType;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (Next(ref reader) != expected) throw new JsonException($"{expected} expected, {reader.TokenType} found");
    }
}
