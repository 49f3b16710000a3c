using System.Text;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Reads tar archives (ustar, GNU long names, pax) from front to back. Names that lead out of the archive,
/// links and devices are refused; nothing is allocated that a header merely declares.</summary>
internal sealed class TarReader(string path, Stream stream)
{
    private const int BlockSize = 512, MostName = 1 << 16;
    private readonly byte[] _block = new byte[BlockSize];
    private long _at;
    private long _rest;
    private long _padding;

    /// <summary>Name of the entry found last, parts separated by <c>/</c>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Bytes of the entry.</summary>
    public long Length { get; private set; }

    /// <summary>Where they begin in the archive.</summary>
    public long Offset { get; private set; }

    /// <summary>Goes to the next file.</summary>
    /// <returns>False at the end.</returns>
    public bool Next()
    {
        string? longName = null;
        long? longSize = null;
        while (true)
        {
            Skip(_rest + _padding);
            if (!ReadHeader()) return false;
            var size = longSize ?? Size();
            var kind = (char)_block[156];
            (_rest, _padding) = (size, (BlockSize - size % BlockSize) % BlockSize);
            switch (kind)
            {
                case 'L':
                    longName = Encoding.UTF8.GetString(Small(size)).TrimEnd('\0');
                    continue;
                case 'x':
                    Pax(Small(size), ref longName, ref longSize);
                    continue;
                case 'g' or '5' or 'K':
                    (longName, longSize) = kind == '5' ? (null, null) : (longName, longSize);
                    continue;
                case '0' or '\0' or '7':
                    Name = Safe(longName ?? ShortName());
                    (Length, Offset) = (size, _at);
                    return true;
                default:
                    throw Bad($"the entry '{AnnotationFile.Short(longName ?? ShortName())}' is a link or device");
            }
        }
    }

    /// <summary>The bytes of the entry.</summary>
    /// <param name="most">More are refused.</param>
    public byte[] Read(int most)
    {
        if (Length > most)
            throw AnnotationFile.TooMuch(path, $"the entry '{AnnotationFile.Short(Name)}' has {Length} bytes");
        return Exactly((int)_rest);
    }

    private string Safe(string name) => SafePath.Below("", name)
        ?? throw Bad($"the name '{AnnotationFile.Short(name)}' leads out of the archive");

    private bool ReadHeader()
    {
        var read = AnnotationFile.Guard(path, () => stream.ReadAtLeast(_block, BlockSize, throwOnEndOfStream: false));
        _at += read;
        if (read == 0) return false;
        if (read < BlockSize) throw Bad("a header is cut off");
        if (!_block.AsSpan().ContainsAnyExcept((byte)0)) return false;
        var sum = 0L;
        for (var i = 0; i < BlockSize; i++) sum += i is >= 148 and < 156 ? 32 : _block[i];
        return sum == Octal(148, 8) ? true : throw Bad("the checksum of a header is wrong: it is no tar, or damaged");
    }

    private long Size()
    {
        if ((_block[124] & 0x80) == 0) return Octal(124, 12);
        var size = (long)(_block[124] & 0x7F);
        for (var i = 125; i < 136; i++)
        {
            if (size > long.MaxValue >> 9) throw Bad("a size is beyond all bounds");
            size = (size << 8) | _block[i];
        }

        return size;
    }

    private long Octal(int start, int length)
    {
        var value = 0L;
        foreach (var digit in _block.AsSpan(start, length))
        {
            if (digit is 0 or (byte)' ' && value == 0) continue;
            if (digit is 0 or (byte)' ') break;
            if (digit is < (byte)'0' or > (byte)'7') throw Bad("a number in a header is not octal");
            value = (value << 3) + (digit - '0');
        }

        return value;
    }

    private string ShortName()
    {
        var name = Field(0, 100);
        var prefix = _block.AsSpan(257, 5).SequenceEqual("ustar"u8) && _block[262] == 0 ? Field(345, 155) : "";
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    private string Field(int start, int length)
    {
        var bytes = _block.AsSpan(start, length);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private byte[] Small(long size)
    {
        if (size > MostName) throw AnnotationFile.TooMuch(path, $"at byte {_at}, a name takes {size} bytes");
        return Exactly((int)size);
    }

    // Records 'LENGTH key=value\n'.
    private void Pax(byte[] bytes, ref string? name, ref long? size)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var space = bytes.AsSpan(at).IndexOf((byte)' ');
            if (space < 1 || !int.TryParse(Encoding.ASCII.GetString(bytes, at, space), out var length)
                || length <= space || length > bytes.Length - at) throw Bad("a pax record is damaged");
            var record = Encoding.UTF8.GetString(bytes, at + space + 1, length - space - 1).TrimEnd('\n');
            if (record.StartsWith("path=", StringComparison.Ordinal)) name = record[5..];
            if (record.StartsWith("size=", StringComparison.Ordinal))
                size = long.TryParse(record.AsSpan(5), out var value) && value >= 0 ? value
                    : throw Bad("a size is no number");

            at += length;
        }
    }

    private byte[] Exactly(int count)
    {
        // What is declared may not be there: large entries grow as they are read.
        var bytes = new byte[Math.Min(count, 1 << 20)];
        var read = 0;
        while (true)
        {
            read += AnnotationFile.Guard(path, () => stream.ReadAtLeast(
                bytes.AsSpan(read), bytes.Length - read, throwOnEndOfStream: false));
            if (read < bytes.Length) throw Bad("an entry is cut off");
            if (read == count) break;
            Array.Resize(ref bytes, (int)Math.Min(count, bytes.Length * 2L));
        }

        (_at, _rest) = (_at + count, _rest - count);
        return bytes;
    }

    private void Skip(long count)
    {
        if (count == 0) return;
        if (stream.CanSeek)
        {
            if (count > stream.Length - stream.Position) throw Bad("an entry is cut off");
            stream.Position += count;
        }
        else
        {
            var buffer = new byte[Math.Min(count, 1 << 16)];
            for (var rest = count; rest > 0;)
            {
                var read = AnnotationFile.Guard(path, () => stream.Read(buffer, 0, (int)Math.Min(rest, buffer.Length)));
                if (read == 0) throw Bad("an entry is cut off");
                rest -= read;
            }
        }

        _at += count;
        (_rest, _padding) = (0, 0);
    }

    private BadDataException Bad(string reason) => AnnotationFile.Bad($"{path}, byte {_at}", 0, $"{reason}.");
}
