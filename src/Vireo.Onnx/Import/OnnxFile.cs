using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Vireo.Onnx.Generated;

namespace Vireo.Onnx.Import;

/// <summary>A file as messages, and the constants in it, or beside it, as numbers.</summary>
internal sealed class OnnxFile
{
    private const int Single = 1;
    private readonly string _folder;
    private long? _weightBytes;

    private OnnxFile(string path, ModelProto model)
    {
        (Path, Model) = (path, model);
        _folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? ".";
    }

    /// <summary>As given.</summary>
    public string Path { get; }

    /// <summary>Its content.</summary>
    public ModelProto Model { get; }

    /// <summary>Reads the messages.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2830</c>: it cannot be read, or is no ONNX file.</exception>
    public static OnnxFile Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > ImportLimits.FileBytes)
                throw Bad("VIR2830", path, $"it has {stream.Length} bytes, at most {ImportLimits.FileBytes} are read.");
            return Checked(path, new(path, ModelProto.Parser.ParseFrom(stream)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Also what the parser throws about damaged or truncated messages.
            throw Bad("VIR2830", path, $"it cannot be read, is truncated or no ONNX model: {failure.Message}", failure);
        }
    }

    /// <summary>A model that is in memory already; its weights lie elsewhere, and are not read here.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="model">Its messages.</param>
    /// <param name="weightBytes">Bytes that its weights have; null when they are in the messages.</param>
    public static OnnxFile Of(string name, ModelProto model, long? weightBytes = null) =>
        new(name, model) { _weightBytes = weightBytes };

    /// <summary>Reads the messages of a graph whose weights lie elsewhere.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2830</c>: it is no ONNX model.</exception>
    public static OnnxFile Parse(string name, ReadOnlySpan<byte> bytes, long weightBytes)
    {
        try
        {
            return Checked(name, Of(name, ModelProto.Parser.ParseFrom(bytes), weightBytes));
        }
        catch (InvalidProtocolBufferException failure)
        {
            throw Bad("VIR2830", name, $"it is truncated or no ONNX model: {failure.Message}", failure);
        }
    }

    /// <summary>An exception that names the file first.</summary>
    public BadModelFileException Bad(string code, string reason, Exception? inner = null) =>
        Bad(code, Path, reason, inner);

    private static BadModelFileException Bad(string code, string path, string reason, Exception? inner = null) =>
        new(code, $"{path}: {reason}", inner);

    /// <summary>Extents and elements of a constant; nothing is allocated that its bytes do not back.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2832</c>: it contradicts itself. <c>VIR2836</c>: its data outside
    /// cannot be used.</exception>
    public (Shape Shape, DType Type, Array Values) Decode(TensorProto tensor)
    {
        var (shape, count) = Extents(tensor);
        var (type, width) = WidthOf(tensor);
        if (IsBeside(tensor)) return (shape, type, Values(tensor, Beside(tensor, count * width)));
        if (tensor.HasRawData)
        {
            if (tensor.RawData.Length != count * width) throw Contradicts(tensor, count, tensor.RawData.Length / width);
            return (shape, type, Values(tensor, tensor.RawData.Span));
        }

        Array values = tensor.DataType switch
        {
            1 => tensor.FloatData.ToArray(),
            11 => tensor.DoubleData.Select(d => (float)d).ToArray(),
            10 => tensor.Int32Data.Select(i => (float)BitConverter.UInt16BitsToHalf((ushort)i)).ToArray(),
            7 => tensor.Int64Data.ToArray(),
            _ => tensor.Int32Data.ToArray(),
        };
        return values.Length == count ? (shape, type, values) : throw Contradicts(tensor, count, values.Length);
    }

    /// <summary>Throws when constants take more of a file beside the model than it has: each alone may lie within, and
    /// thousands of them in the same place.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2832</c>, <c>VIR2836</c>.</exception>
    public void CheckRanges(IEnumerable<TensorProto> initializers)
    {
        if (_weightBytes is not null) return;
        var constants = Model.Graph.Node.SelectMany(n => n.Attribute).Where(a => a.T is not null).Select(a => a.T);
        foreach (var file in initializers.Concat(constants).Where(IsBeside).GroupBy(Location))
        {
            if (file.Key.Length == 0) continue; // Refused when it is read.
            var (wanted, room) = (file.Sum(t => Extents(t).Count * WidthOf(t).Width), LengthOf(file.First(), file.Key));
            if (wanted > room)
            {
                throw Bad("VIR2836", $"its constants take {wanted} bytes of {file.Key}, which has {room}: it is cut "
                    + "off, or they overlap.");
            }
        }
    }

    private static string Location(TensorProto tensor) =>
        tensor.ExternalData.FirstOrDefault(f => f.Key == "location")?.Value ?? "";

    private long LengthOf(TensorProto tensor, string location)
    {
        var file = new FileInfo(Inside(tensor.Name, location));
        return file.Exists ? file.Length
            : throw Bad("VIR2836", $"'{tensor.Name}': {location} cannot be read: there is no such file.");
    }

    /// <summary>Extents of a weight whose numbers lie elsewhere; null when they are in the file or beside it.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2832</c>: all of them together are larger than what lies
    /// there.</exception>
    public Shape? ShapeElsewhere(TensorProto tensor)
    {
        if (_weightBytes is not { } room || !IsBeside(tensor) || tensor.DataType != Single) return null;
        var (shape, count) = Extents(tensor);
        if (count > room / sizeof(float))
            throw Bad("VIR2832", $"'{tensor.Name}' {shape} is larger than all weights that come with it.");
        _weightBytes = room - count * sizeof(float);
        return shape;
    }

    /// <summary>A constant with its numbers in the message.</summary>
    public TensorProto Inlined(TensorProto tensor)
    {
        if (!IsBeside(tensor)) return tensor;
        var (_, count) = Extents(tensor);
        var copy = tensor.Clone();
        copy.ExternalData.Clear();
        copy.ClearDataLocation();
        copy.RawData = ByteString.CopyFrom(Beside(tensor, count * WidthOf(tensor).Width));
        return copy;
    }

    private static OnnxFile Checked(string path, OnnxFile file) =>
        file.Model.Graph is not null && file.Model.OpsetImport.Count > 0 ? file
            : throw Bad("VIR2830", path, "it is no ONNX model: it has no graph or names no operator set.");

    private static bool IsBeside(TensorProto tensor) =>
        tensor.DataLocation == TensorProto.Types.DataLocation.External;

    private (Shape Shape, long Count) Extents(TensorProto tensor)
    {
        var name = tensor.Name;
        if (tensor.Dims.Count > ImportLimits.Axes) throw Bad("VIR2832", $"'{name}' has {tensor.Dims.Count} axes.");
        var count = 1L;
        foreach (var extent in tensor.Dims)
        {
            if (extent is < 0 or > int.MaxValue || (extent > 0 && count > ImportLimits.Elements / extent))
                throw Bad("VIR2832", $"'{name}' [{string.Join(", ", tensor.Dims)}] has extents that cannot be true.");
            count *= extent;
        }

        return (Shape.Create([.. tensor.Dims.Select(d => (int)d)]), count);
    }

    private (DType Type, int Width) WidthOf(TensorProto tensor) => tensor.DataType switch
    {
        Single => (DType.F32, 4),
        2 => (DType.I32, 1),
        3 => (DType.I32, 1),
        6 => (DType.I32, 4),
        7 => (DType.I64, 8),
        9 => (DType.I32, 1),
        10 => (DType.F32, 2),
        11 => (DType.F32, 8),
        _ => throw Bad("VIR2832",
            $"'{tensor.Name}' has the element type {tensor.DataType}, which is not read."),
    };

    private BadModelFileException Contradicts(TensorProto tensor, long count, long found) => Bad("VIR2832",
        $"'{tensor.Name}' [{string.Join(", ", tensor.Dims)}] takes {count} numbers and has {found}.");

    private static Array Values(TensorProto tensor, ReadOnlySpan<byte> bytes) => tensor.DataType switch
    {
        1 => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        2 or 9 => Array.ConvertAll(bytes.ToArray(), b => (int)b),
        3 => Array.ConvertAll(bytes.ToArray(), b => (int)(sbyte)b),
        6 => MemoryMarshal.Cast<byte, int>(bytes).ToArray(),
        7 => MemoryMarshal.Cast<byte, long>(bytes).ToArray(),
        10 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), h => (float)h),
        _ => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(bytes).ToArray(), d => (float)d),
    };

    private byte[] Beside(TensorProto tensor, long bytes)
    {
        if (_weightBytes is not null) throw Bad("VIR2836", $"'{tensor.Name}' is no weight, and lies elsewhere.");
        var facts = tensor.ExternalData.GroupBy(f => f.Key).ToDictionary(g => g.Key, g => g.First().Value);
        long Number(string key, long otherwise) => !facts.TryGetValue(key, out var text) ? otherwise
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw Bad("VIR2836", $"'{tensor.Name}': {key} '{text}' is no number.");
        var location = facts.GetValueOrDefault("location") ?? "";
        var (offset, length) = (Number("offset", 0), Number("length", bytes));
        if (length != bytes) throw Contradicts(tensor, bytes, length);
        try
        {
            using var file = File.OpenHandle(Inside(tensor.Name, location));
            var room = RandomAccess.GetLength(file);
            if (offset > room || bytes > room - offset || bytes > Array.MaxLength)
            {
                throw Bad("VIR2836",
                    $"'{tensor.Name}' takes {bytes} bytes from {offset} on of {location}, which has {room}.");
            }

            var data = new byte[bytes];
            var read = RandomAccess.Read(file, data, offset);
            return read == bytes ? data : throw Bad("VIR2836", $"{location} ends while it is read.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Bad("VIR2836", $"'{tensor.Name}': {location} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>A path below the folder of the model, also after links are followed.</summary>
    private string Inside(string tensor, string location)
    {
        var isPlain = location.Length > 0 && !System.IO.Path.IsPathRooted(location)
            && !location.AsSpan().ContainsAny("\\:\0") && !location.Split('/').Contains("..");
        var path = System.IO.Path.Combine(_folder, isPlain ? location : "");
        for (var at = path; isPlain && at.Length > _folder.Length; at = System.IO.Path.GetDirectoryName(at) ?? "")
        {
            FileSystemInfo entry = Directory.Exists(at) ? new DirectoryInfo(at) : new FileInfo(at);
            isPlain = entry.LinkTarget is null;
        }

        return isPlain ? path : throw Bad("VIR2836",
            $"the data of '{tensor}' lies outside of the folder of the model, or behind a link: '{location}'.");
    }
}
