using System.Buffers.Binary;
using System.Text;

namespace Vireo.Weights;

/// <summary>The list of files at the end of a zip archive, with the places of their data: what lies uncompressed can
/// then be read in place. Nothing is ever unpacked to disk.</summary>
internal sealed class ZipDirectory
{
    private const int EndBytes = 22, LocatorBytes = 20, End64Bytes = 56, ItemBytes = 46, LocalBytes = 30;
    private const int MostComment = ushort.MaxValue;
    private const uint EndMark = 0x06054b50, LocatorMark = 0x07064b50, End64Mark = 0x06064b50;
    private const uint ItemMark = 0x02014b50, LocalMark = 0x04034b50;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly FileBytes _file;
    private readonly List<(long Begin, ZipMember Member)> _members = [];

    private ZipDirectory(FileBytes file) => _file = file;

    /// <summary>Reads and checks the directory: names, sizes, places, and that no two files share bytes.</summary>
    /// <exception cref="BadModelFileException">It is damaged, or not what is read here.</exception>
    public static List<ZipMember> Read(FileBytes file)
    {
        var directory = new ZipDirectory(file);
        var (start, bytes, count) = directory.FindDirectory();
        directory.ReadItems(start, bytes, count);
        directory.CheckApart(start);
        return [.. directory._members.Select(item => item.Member)];
    }

    private (long Start, long Bytes, long Count) FindDirectory()
    {
        var tail = new byte[Math.Min(_file.Length, EndBytes + MostComment)];
        var tailStart = _file.Length - tail.Length;
        _file.Read(tailStart, tail);
        for (var at = tail.Length - EndBytes; at >= 0; at--)
        {
            if (U32(tail, at) != EndMark || at + EndBytes + U16(tail, at + 20) != tail.Length) continue;
            var found = Find64(tailStart + at) ?? (U32(tail, at + 16), U32(tail, at + 12), U16(tail, at + 10));
            return Checked(found, tailStart + at);
        }

        throw _file.Bad("VIR2002", "it is truncated: the directory at the end of the archive is missing.");
    }

    private (long Start, long Bytes, long Count)? Find64(long endStart)
    {
        if (endStart < LocatorBytes) return null;
        var locator = ReadBytes(endStart - LocatorBytes, LocatorBytes);
        if (U32(locator, 0) != LocatorMark) return null;
        var at = I64(locator, 8);
        if (at < 0 || at > endStart - LocatorBytes - End64Bytes) throw Lie("its zip64 directory lies outside");
        var end = ReadBytes(at, End64Bytes);
        if (U32(end, 0) != End64Mark) throw Lie("its zip64 directory is none");
        return (I64(end, 48), I64(end, 40), I64(end, 32));
    }

    private (long Start, long Bytes, long Count) Checked((long Start, long Bytes, long Count) found, long end)
    {
        if (found.Start < 0 || found.Bytes < 0 || found.Bytes > end || found.Start > end - found.Bytes)
        {
            throw Lie("the directory of the archive lies outside of it");
        }

        if (found.Bytes > WeightLimits.ZipDirectory || found.Count > WeightLimits.ZipMembers)
        {
            throw _file.TooMuch($"the archive lists {found.Count} files in {found.Bytes} bytes, at most "
                + $"{WeightLimits.ZipMembers} in {WeightLimits.ZipDirectory} are read.");
        }

        if (found.Count < 0 || found.Count * ItemBytes > found.Bytes) throw Lie("its directory is too short");
        return found;
    }

    private void ReadItems(long start, long bytes, long count)
    {
        var directory = ReadBytes(start, (int)bytes);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var at = 0;
        for (var i = 0L; i < count; i++)
        {
            var isItem = directory.Length - at >= ItemBytes && U32(directory, at) == ItemMark;
            if (!isItem) throw Lie("its directory is damaged");
            int name = U16(directory, at + 28), extra = U16(directory, at + 30), comment = U16(directory, at + 32);
            var next = at + ItemBytes + name + extra + comment;
            if (next > directory.Length) throw Lie("its directory is damaged");
            var text = NameOf(directory.AsSpan(at + ItemBytes, name));
            if (!names.Add(text)) throw _file.Bad("VIR2004", $"the archive lists '{FileBytes.Shown(text)}' twice.");
            AddItem(directory.AsSpan(at, ItemBytes), directory.AsSpan(at + ItemBytes + name, extra), text, start);
            at = next;
        }
    }

    private void AddItem(ReadOnlySpan<byte> item, ReadOnlySpan<byte> extra, string name, long limit)
    {
        var (flags, method) = (U16(item, 8), U16(item, 10));
        long stored = U32(item, 20), bytes = U32(item, 24), local = U32(item, 42);
        ReadExtra64(extra, ref bytes, ref stored, ref local);
        var shown = FileBytes.Shown(name);
        if ((flags & 1) != 0) throw _file.Malformed($"'{shown}' is encrypted.");
        if (method is not (0 or 8)) throw _file.Malformed($"'{shown}' is packed by the unknown method {method}.");
        if (stored < 0 || bytes < 0 || local < 0 || local > limit - LocalBytes) throw Lie($"'{shown}' lies outside");
        if (method == 0 && stored != bytes) throw Lie($"'{shown}' has two sizes");
        if (method == 8 && bytes / WeightLimits.DeflateRatio > stored)
        {
            throw _file.TooMuch($"'{shown}' would grow from {stored} to {bytes} bytes, which deflate cannot do.");
        }

        var header = ReadBytes(local, LocalBytes);
        if (U32(header, 0) != LocalMark) throw Lie($"'{shown}' is not where the directory says");
        var start = local + LocalBytes + U16(header, 26) + U16(header, 28);
        if (start > limit || stored > limit - start) throw Lie($"'{shown}' reaches beyond the directory");
        _members.Add((local, new(name, start, stored, bytes, method == 8)));
    }

    // Fields that are too small for the truth hold all ones; the truth follows in this order.
    private void ReadExtra64(ReadOnlySpan<byte> extra, ref long bytes, ref long stored, ref long local)
    {
        while (extra.Length >= 4)
        {
            var (id, size) = (U16(extra, 0), U16(extra, 2));
            if (size > extra.Length - 4) throw Lie("its directory is damaged");
            if (id == 1)
            {
                var fields = extra.Slice(4, size);
                Widen(ref bytes, ref fields);
                Widen(ref stored, ref fields);
                Widen(ref local, ref fields);
                return;
            }

            extra = extra[(4 + size)..];
        }
    }

    private void Widen(ref long value, ref ReadOnlySpan<byte> fields)
    {
        if (value != uint.MaxValue) return;
        if (fields.Length < 8) throw Lie("its directory is damaged");
        value = I64(fields, 0);
        fields = fields[8..];
    }

    private string NameOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var name = Strict.GetString(bytes);
            if (name.Length > WeightLimits.Name) throw _file.TooMuch("a file in the archive has too long a name.");
            if (name.Length == 0 || name[0] == '/' || name.AsSpan().ContainsAny("\\:\0")
                || name.Split('/').Contains(".."))
            {
                throw _file.Malformed($"'{FileBytes.Shown(name)}' is no name for a file in an archive.");
            }

            return name;
        }
        catch (DecoderFallbackException failure)
        {
            throw _file.Malformed("a file in the archive has a name that is no UTF-8.", failure);
        }
    }

    // Files that share bytes are how a small archive claims to hold a large one.
    private void CheckApart(long directory)
    {
        var end = 0L;
        foreach (var (begin, member) in _members.OrderBy(item => item.Begin))
        {
            if (begin < end) throw Lie($"'{FileBytes.Shown(member.Name)}' overlaps the file before it");
            end = member.Start + member.StoredBytes;
        }

        if (end > directory) throw Lie("a file overlaps the directory");
    }

    private BadModelFileException Lie(string what) => _file.Bad("VIR2005", $"the archive is damaged: {what}.");

    private byte[] ReadBytes(long start, int count)
    {
        var bytes = new byte[count];
        _file.Read(start, bytes);
        return bytes;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
