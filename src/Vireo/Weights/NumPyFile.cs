using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Vireo.Weights;

/// <summary>NumPy arrays, alone (<c>.npy</c>) or several in a zip archive (<c>.npz</c>).</summary>
internal static class NumPyFile
{
    /// <summary>How the files of an archive end.</summary>
    public const string Extension = ".npy";

    private const int Alignment = 64, PrefixBytes = 10;

    /// <summary>The one array of a <c>.npy</c> file; it has the name of the file.</summary>
    public static List<WeightEntry> ReadOne(FileBytes file)
    {
        var header = NumPyHeader.Read(file, file.Stem, file.From(0), file.Length);
        return [EntryOf(file, file.Stem, header, file.From(0))];
    }

    /// <summary>The arrays of an archive; each file in it must be one.</summary>
    public static List<WeightEntry> ReadMany(FileBytes file, IReadOnlyList<ZipMember> members)
    {
        var (entries, bytes) = (new List<WeightEntry>(), 0L);
        foreach (var member in members)
        {
            if (!member.Name.EndsWith(Extension, StringComparison.Ordinal))
            {
                throw file.Malformed($"'{FileBytes.Shown(member.Name)}' in the archive is no {Extension} file.");
            }

            // The header is read by a source of its own, so that not all members stay half-way unpacked.
            using var inflater = new DeflatedSource(file, member);
            ByteSource first = member.IsDeflated ? inflater.Read : file.From(member.Start);
            var header = NumPyHeader.Read(file, member.Name, first, member.Bytes);
            var entry = EntryOf(file, member.Name[..^Extension.Length], header, member.Open(file));
            bytes += entry.ByteCount;
            if (bytes > WeightLimits.TensorBytes)
            {
                throw file.TooMuch($"its tensors take over {WeightLimits.TensorBytes} bytes.");
            }

            entries.Add(entry);
        }

        return entries;
    }

    /// <summary>Writes one array.</summary>
    public static void WriteOne(Stream stream, WeightEntry entry)
    {
        stream.Write(HeaderOf(entry));
        entry.CopyTo(stream);
    }

    /// <summary>Writes an archive with a file for each array, uncompressed.</summary>
    public static void WriteMany(Stream stream, IReadOnlyList<WeightEntry> entries)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var entry in entries)
        {
            using var member = StoredArchive.Add(archive, $"{entry.Name}{Extension}");
            WriteOne(member, entry);
        }
    }

    private static WeightEntry EntryOf(FileBytes file, string name, NumPyHeader header, ByteSource source)
    {
        var bytes = header.Shape.Count * header.Type.Size;
        var start = header.Start;
        return new StoredTensor(
            header.Type, header.Shape, (offset, destination) => source(start + offset, destination), bytes)
        {
            Strides = header.IsFortran ? StoredTensor.ColumnMajor(header.Shape) : null,
            IsBigEndian = header.IsBigEndian,
        }.Entry(file, name);
    }

    // Version 1.0, padded so that the elements begin at a multiple of 64, as NumPy itself writes it.
    private static byte[] HeaderOf(WeightEntry entry)
    {
        var extents = entry.Shape.Rank == 1 ? $"{entry.Shape[0]}," : string.Join(", ", entry.Shape.Extents.ToArray());
        var text = $"{{'descr': '{CodeOf(entry.Type)}', 'fortran_order': False, 'shape': ({extents}), }}";
        var padded = (PrefixBytes + text.Length + 1 + Alignment - 1) / Alignment * Alignment - PrefixBytes;
        var header = new byte[PrefixBytes + padded];
        NumPyHeader.Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)padded);
        Encoding.ASCII.GetBytes(text.PadRight(padded - 1) + '\n').CopyTo(header.AsSpan(PrefixBytes));
        return header;
    }

    private static string CodeOf(DType type) => type switch
    {
        DType.F32 => "<f4",
        DType.F64 => "<f8",
        DType.I64 => "<i8",
        DType.I32 => "<i4",
        DType.I8 => "|i1",
        DType.U8 => "|u1",
        DType.Bool => "|b1",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "NumPy has no such type; widen it before"),
    };
}
