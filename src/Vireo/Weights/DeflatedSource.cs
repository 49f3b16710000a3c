using System.IO.Compression;

namespace Vireo.Weights;

/// <summary>Reads a deflated file of an archive. Reading on from the last place is cheap; going back begins
/// anew.</summary>
internal sealed class DeflatedSource(FileBytes file, ZipMember member) : IDisposable
{
    private const int SkipBytes = 1 << 14;
    private readonly Lock _gate = new();
    private DeflateStream? _stream;
    private long _at;

    /// <summary>Fills a span from a place on.</summary>
    /// <exception cref="BadModelFileException">The data are damaged (<c>VIR2013</c>) or end too early
    /// (<c>VIR2002</c>).</exception>
    public void Read(long offset, Span<byte> destination)
    {
        lock (_gate)
        {
            try
            {
                if (_stream is null || offset < _at) Restart();
                Skip(offset - _at);
                Fill(destination);
                if (_at >= member.Bytes) Close();
            }
            catch (InvalidDataException failure)
            {
                Close();
                throw file.Malformed($"'{FileBytes.Shown(member.Name)}' is damaged: {failure.Message}", failure);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Restart()
    {
        Close();
        _stream = new(new FileSection(file, member.Start, member.StoredBytes), CompressionMode.Decompress);
    }

    private void Close()
    {
        _stream?.Dispose();
        (_stream, _at) = (null, 0);
    }

    private void Skip(long bytes)
    {
        if (bytes == 0) return;
        var waste = new byte[Math.Min(bytes, SkipBytes)];
        while (bytes > 0)
        {
            var part = (int)Math.Min(bytes, waste.Length);
            Fill(waste.AsSpan(0, part));
            bytes -= part;
        }
    }

    private void Fill(Span<byte> destination)
    {
        var read = _stream?.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) ?? 0;
        _at += read;
        if (read < destination.Length)
        {
            throw file.Bad("VIR2002", $"'{FileBytes.Shown(member.Name)}' ends after {_at} of {member.Bytes} bytes.");
        }
    }
}
