using System.Security.Cryptography;

namespace Vireo.Training.Runs;

/// <summary>Hashes and counts what is written through it; leaves the stream below open.</summary>
internal sealed class HashingStream(Stream below) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException("written once, from start to end");
    }

    /// <summary>SHA-256 of all that was written, in hexadecimal.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash.AppendData(buffer);
        _length += buffer.Length;
        below.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => below.Flush();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("for writing only");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("for writing only");

    public override void SetLength(long value) => throw new NotSupportedException("for writing only");

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}
