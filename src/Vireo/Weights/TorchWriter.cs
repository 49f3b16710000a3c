using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Vireo.Weights;

/// <summary>Writes a state dictionary as <c>torch.save</c> does, so that <c>torch.load</c> reads it, also with
/// <c>weights_only=True</c>.</summary>
internal sealed class TorchWriter
{
    private const string Folder = "archive";
    private readonly ArrayBufferWriter<byte> _pickle = new();

    private TorchWriter()
    {
    }

    /// <summary>Writes an archive of pickle and storages, one for each tensor.</summary>
    public static void Write(Stream stream, IReadOnlyList<WeightEntry> entries)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        using (var pickle = StoredArchive.Add(archive, $"{Folder}/{TorchFile.Pickle}"))
        {
            pickle.Write(new TorchWriter().PickleOf(entries));
        }

        using (var order = StoredArchive.Add(archive, $"{Folder}/byteorder")) order.Write("little"u8);
        for (var i = 0; i < entries.Count; i++)
        {
            using var member = StoredArchive.Add(archive, $"{Folder}/data/{i}");
            entries[i].CopyTo(member);
        }

        using var version = StoredArchive.Add(archive, $"{Folder}/version");
        version.Write("3\n"u8);
    }

    private ReadOnlySpan<byte> PickleOf(IReadOnlyList<WeightEntry> entries)
    {
        Code(0x80, 2);
        Dictionary();
        Code('(');
        for (var i = 0; i < entries.Count; i++)
        {
            Text(entries[i].Name);
            Tensor(entries[i], i);
        }

        Code('u', '.');
        return _pickle.WrittenSpan;
    }

    private void Tensor(WeightEntry entry, int index)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        Code('(', '(');
        Text("storage");
        Global("torch", $"{StorageOf(entry.Type)}Storage");
        Text($"{index}");
        Text("cpu");
        Number(entry.Shape.Count);
        Code('t', 'Q');
        Number(0);
        Numbers([.. entry.Shape.Extents.ToArray().Select(extent => (long)extent)]);
        Numbers(entry.Shape.RowMajorStrides());
        Code(0x89);
        Dictionary();
        Code('t', 'R');
    }

    private void Dictionary()
    {
        Global("collections", "OrderedDict");
        Code(')', 'R');
    }

    private void Numbers(long[] numbers)
    {
        Code('(');
        foreach (var number in numbers) Number(number);
        Code('t');
    }

    private void Number(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        if (number is >= int.MinValue and <= int.MaxValue)
        {
            Code('J');
            _pickle.Write(bytes[..4]);
        }
        else
        {
            Code(0x8a, 8);
            _pickle.Write(bytes);
        }
    }

    private void Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        Code('X');
        _pickle.Write(length);
        _pickle.Write(utf8);
    }

    private void Global(string module, string name) => _pickle.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private void Code(params ReadOnlySpan<int> codes)
    {
        foreach (var code in codes) _pickle.Write([(byte)code]);
    }

    private static string StorageOf(DType type) => type switch
    {
        DType.F32 => "Float",
        DType.F64 => "Double",
        DType.BF16 => "BFloat16",
        DType.I64 => "Long",
        DType.I32 => "Int",
        DType.I8 => "Char",
        DType.U8 => "Byte",
        DType.Bool => "Bool",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such element type"),
    };
}
