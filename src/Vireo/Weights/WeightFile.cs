using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Vireo.Files;

namespace Vireo.Weights;

/// <summary>A file of weights of any format that is read; which one is told by its first bytes, not by its
/// name.</summary>
/// <remarks>Opening reads names, shapes and types only, allocates no more than 1 MiB and 256 bytes for each byte of the
/// file, and runs nothing that the file asks for. Half precision is handed out as <see cref="DType.F32"/>, 16-bit
/// integers as <see cref="DType.I32"/>, unsigned 32-bit ones as <see cref="DType.I64"/>.</remarks>
public sealed class WeightFile : IDisposable
{
    private const int MostMagic = 9;
    private readonly IDisposable _file;
    private readonly Dictionary<string, WeightEntry> _byName;

    private WeightFile(
        IDisposable file, string path, WeightFormat format, IReadOnlyList<WeightEntry> entries,
        IReadOnlyDictionary<string, string> metadata)
    {
        (_file, Path, Format, Entries, Metadata) = (file, path, format, entries, metadata);
        _byName = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>What the file turned out to be.</summary>
    public WeightFormat Format { get; }

    /// <summary>The tensors, in the order of the file. Nested dictionaries give dotted names.</summary>
    public IReadOnlyList<WeightEntry> Entries { get; }

    /// <summary>Numbers and texts beside the tensors, such as <c>epoch</c>, by dotted name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks all it says of its tensors; none is read yet.</summary>
    /// <exception cref="BadModelFileException">It is missing (<c>VIR2001</c>), truncated (<c>VIR2002</c>), of no known
    /// format (<c>VIR2009</c>), damaged, asks to run something (<c>VIR2007</c>) or for too much
    /// (<c>VIR2008</c>).</exception>
    public static WeightFile Read(string path)
    {
        var file = FileBytes.Open(path);
        try
        {
            var magic = new byte[Math.Min(MostMagic, file.Length)];
            file.Read(0, magic);
            if (IsSafeTensors(path, magic, file.Length))
            {
                file.Dispose();
                var safe = SafeTensorsFile.Read(path);
                return new(safe, path, WeightFormat.SafeTensors, safe.Entries, safe.Metadata);
            }

            var (format, entries, metadata) = Read(file, magic);
            return new(file, path, format, entries, metadata);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Looks a tensor up by its full name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out WeightEntry? entry) => _byName.TryGetValue(name, out entry);

    /// <summary>Writes tensors atomically, in the format that the extension names: <c>.safetensors</c>, <c>.pth</c> or
    /// <c>.pt</c>, <c>.npz</c>, and <c>.npy</c> for a single one. NumPy has no <see cref="DType.BF16"/>: it is widened
    /// to <see cref="DType.F32"/>.</summary>
    /// <exception cref="UsageException"><c>VIR2015</c>: the format of that extension is not written, or cannot hold
    /// these tensors.</exception>
    /// <exception cref="VireoException">The disk is full (<c>VIR4001</c>) or refuses (<c>VIR4002</c>).</exception>
    public static void Write(
        string path, IReadOnlyList<WeightEntry> entries, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var format = WritableFormatOf(path);
        if (format == WeightFormat.Npy && entries.Count != 1)
        {
            throw new UsageException("VIR2015", $"{path}: .npy holds one tensor, {entries.Count} are to be written. "
                + "Name a file that ends in .npz.");
        }

        if (entries.CountBy(entry => entry.Name).FirstOrDefault(count => count.Value > 1).Key is { } twice)
        {
            throw new ArgumentException($"the name '{twice}' is taken", nameof(entries));
        }

        AtomicFile.Write(path, stream =>
        {
            switch (format)
            {
                case WeightFormat.TorchZip: TorchWriter.Write(stream, entries); break;
                case WeightFormat.Npz: NumPyFile.WriteMany(stream, [.. entries.Select(WithoutBrainFloats)]); break;
                case WeightFormat.Npy: NumPyFile.WriteOne(stream, WithoutBrainFloats(entries[0])); break;
                default: SafeTensorsFile.Write(stream, entries, metadata); break;
            }
        });
    }

    /// <summary>The format that a name asks to be written, by its extension.</summary>
    /// <exception cref="UsageException"><c>VIR2015</c>: that format is not written.</exception>
    public static WeightFormat WritableFormatOf(string path) =>
        System.IO.Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".SAFETENSORS" => WeightFormat.SafeTensors,
            ".PTH" or ".PT" => WeightFormat.TorchZip,
            ".NPZ" => WeightFormat.Npz,
            ".NPY" => WeightFormat.Npy,
            _ => throw new UsageException("VIR2015", $"{path}: what format should that be? Written are .safetensors, "
                + ".pth, .pt, .npz and .npy."),
        };

    /// <summary>Closes the file; entries cannot be read any more.</summary>
    public void Dispose() => _file.Dispose();

    private static (WeightFormat, List<WeightEntry>, Dictionary<string, string>) Read(FileBytes file, byte[] magic)
    {
        if (magic.AsSpan().StartsWith(NumPyHeader.Magic)) return (WeightFormat.Npy, NumPyFile.ReadOne(file), []);
        if (magic is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..]) return ReadZip(file);
        var isOldPickle = magic is [(byte)'(' or (byte)'c' or (byte)'}' or (byte)']', ..];
        if (isOldPickle || magic is [0x80, <= 5, ..]) return ReadPickle(file);

        throw file.Bad("VIR2009", "it is no weight file that is known. Read are safetensors, PyTorch's .pth and .pt, "
            + "Paddle's .pdparams and .pdopt, NumPy's .npy and .npz.");
    }

    private static (WeightFormat, List<WeightEntry>, Dictionary<string, string>) ReadZip(FileBytes file)
    {
        var members = ZipDirectory.Read(file);
        if (TorchFile.PickleOf(members) is not { } pickle)
        {
            return (WeightFormat.Npz, NumPyFile.ReadMany(file, members), []);
        }

        var (entries, metadata) = TorchFile.ReadZip(file, members, pickle);
        return (WeightFormat.TorchZip, entries, metadata);
    }

    private static (WeightFormat, List<WeightEntry>, Dictionary<string, string>) ReadPickle(FileBytes file)
    {
        var stream = new PickleStream(file, 0, file.Length);
        var first = PickleReader.Read(stream);
        var isLegacy = TorchFile.IsLegacy(first);
        var (entries, metadata) = isLegacy ? TorchFile.ReadLegacy(file, stream) : CheckpointTree.Read(file, first);
        return (isLegacy ? WeightFormat.TorchLegacy : WeightFormat.Pickle, entries, metadata);
    }

    // The length of the header comes first, and the ninth byte is its brace. Where that is damaged, the name tells, as
    // long as nothing else is recognised.
    private static bool IsSafeTensors(string path, byte[] magic, long length)
    {
        var isPlausible = magic.Length == MostMagic
            && BinaryPrimitives.ReadUInt64LittleEndian(magic) <= (ulong)length;
        if (isPlausible && magic[^1] == '{') return true;
        var isOther = magic.AsSpan().StartsWith(NumPyHeader.Magic)
            || magic is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..] || (magic is [0x80, <= 5, ..] && !isPlausible);
        return !isOther && System.IO.Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase);
    }

    private static WeightEntry WithoutBrainFloats(WeightEntry entry)
    {
        if (entry.Type != DType.BF16) return entry;
        return new(entry.Name, DType.F32, entry.Shape, (offset, destination) =>
        {
            var narrow = new byte[destination.Length / 2];
            entry.Read(offset / 2, narrow);
            Widening.ToSingle(DType.BF16, narrow, MemoryMarshal.Cast<byte, float>(destination));
        });
    }
}
