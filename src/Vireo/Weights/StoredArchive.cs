using System.IO.Compression;
using System.Security.Cryptography;

namespace Vireo.Weights;

/// <summary>A zip archive whose files are not compressed, so that they are read where they lie. Names, places and sizes
/// are checked when it is opened; nothing is ever unpacked to disk.</summary>
public sealed class StoredArchive : IDisposable
{
    /// <summary>The code of a file that is no archive at all.</summary>
    public const string NoArchive = "VIR2009";

    private static readonly DateTimeOffset Always = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FileBytes _file;
    private readonly Dictionary<string, ZipMember> _members;

    private StoredArchive(FileBytes file, Dictionary<string, ZipMember> members) => (_file, _members) = (file, members);

    /// <summary>Names of the files in it.</summary>
    public IReadOnlyCollection<string> Names => _members.Keys;

    /// <summary>Opens an archive and checks its directory against its length.</summary>
    /// <exception cref="BadModelFileException">It is missing (<c>VIR2001</c>), no archive (<see cref="NoArchive"/>),
    /// truncated (<c>VIR2002</c>), contradicts itself (<c>VIR2005</c>), lists too much (<c>VIR2008</c>), or is no such
    /// archive (<c>VIR2013</c>).</exception>
    public static StoredArchive Open(string path)
    {
        var file = FileBytes.Open(path);
        try
        {
            // Whatever lacks an archive's end is a truncated archive only if it begins as one.
            var magic = new byte[Math.Min(2, file.Length)];
            file.Read(0, magic);
            if (!"PK"u8.StartsWith(magic)) throw file.Bad(NoArchive, "it is no zip archive.");
            var members = ZipDirectory.Read(file);
            if (members.Find(member => member.IsDeflated) is { } packed)
            {
                throw file.Malformed($"'{FileBytes.Shown(packed.Name)}' is compressed, which is not read here.");
            }

            return new(file, members.ToDictionary(member => member.Name, StringComparer.Ordinal));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Begins a file of an archive that is written; the same content always gives the same bytes.</summary>
    public static Stream Add(ZipArchive archive, string name)
    {
        ArgumentNullException.ThrowIfNull(archive);
        var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Always;
        return entry.Open();
    }

    /// <summary>Bytes of a file in it.</summary>
    public long BytesOf(string name) => _members[name].Bytes;

    /// <summary>Its checksum, in lower-case hexadecimal.</summary>
    public string Sha256Of(string name)
    {
        using var section = Section(name);
        return Convert.ToHexStringLower(SHA256.HashData(section));
    }

    /// <summary>Its content; ask for its size before.</summary>
    public byte[] ReadAll(string name)
    {
        var bytes = new byte[BytesOf(name)];
        _file.Read(_members[name].Start, bytes);
        return bytes;
    }

    /// <summary>Its content as tensors, to be closed on its own.</summary>
    /// <exception cref="BadModelFileException">It is none.</exception>
    public SafeTensorsFile OpenSafeTensors(string name) =>
        SafeTensorsFile.Read(_file.Path, (_members[name].Start, _members[name].Bytes));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private FileSection Section(string name) => new(_file, _members[name].Start, _members[name].Bytes);
}
