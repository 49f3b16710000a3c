namespace Vireo.Weights;

/// <summary>Bytes that a pickle holds as a text in which each byte is one character, encoded as UTF-8: so NumPy writes
/// arrays in protocol 2.</summary>
internal sealed class Latin1Source
{
    private const int BufferBytes = 1 << 14;
    private readonly FileBytes _file;
    private readonly long _start, _encoded;
    private readonly Lock _gate = new();
    private (long Encoded, long Decoded) _at;

    /// <summary>Goes once over the text to check it and to count its characters.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2013</c>: it is no UTF-8, or a character is no
    /// byte.</exception>
    public Latin1Source(FileBytes file, long start, long encodedBytes)
    {
        (_file, _start, _encoded) = (file, start, encodedBytes);
        var buffer = new byte[Math.Min(BufferBytes, encodedBytes)];
        var expectsTail = false;
        for (var at = 0L; at < encodedBytes; at += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, encodedBytes - at));
            file.Read(start + at, part);
            foreach (var value in part)
            {
                if (expectsTail ? (value & 0xc0) != 0x80 : value is >= 0x80 and not (0xc2 or 0xc3)) throw Wrong();
                expectsTail = !expectsTail && value >= 0x80;
                if (!expectsTail) Length++;
            }
        }

        if (expectsTail) throw Wrong();
    }

    /// <summary>Number of bytes after decoding.</summary>
    public long Length { get; }

    /// <summary>Fills a span from a place on; reading on from the last place is cheap.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        lock (_gate)
        {
            if (offset < _at.Decoded) _at = default;
            var buffer = new byte[Math.Min(BufferBytes, _encoded)];
            while (destination.Length > 0)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, _encoded - _at.Encoded));
                if (part.Length == 0) throw Wrong();
                _file.Read(_start + _at.Encoded, part);
                destination = destination[Decode(part, offset, destination)..];
                offset = Math.Max(offset, _at.Decoded);
            }
        }
    }

    // Stops when the destination is full or a character is cut by the end of the part.
    private int Decode(ReadOnlySpan<byte> part, long offset, Span<byte> destination)
    {
        var written = 0;
        for (var i = 0; i < part.Length && written < destination.Length; i++)
        {
            var value = part[i];
            if (value >= 0x80)
            {
                if (++i == part.Length) break;
                value = (byte)(value << 6 | (part[i] & 0x3f));
                _at.Encoded++;
            }

            _at.Encoded++;
            if (_at.Decoded++ >= offset) destination[written++] = value;
        }

        return written;
    }

    private BadModelFileException Wrong() => _file.Malformed("an array in its pickle is no Latin-1 text.");
}
