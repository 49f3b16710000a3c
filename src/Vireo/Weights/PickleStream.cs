using System.Buffers.Binary;

namespace Vireo.Weights;

/// <summary>Bytes of a pickle, one after the other, with long ones left where they are.</summary>
internal sealed class PickleStream(FileBytes file, long start, long end)
{
    private const int BufferBytes = 1 << 14;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private long _bufferStart = start;
    private int _at, _filled;

    /// <summary>The file, for messages and for what is left in it.</summary>
    public FileBytes File => file;

    /// <summary>Place of the next byte in the file.</summary>
    public long Position => _bufferStart + _at;

    /// <summary>The next byte.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2002</c>: the pickle ends.</exception>
    public byte Byte() => Take(1)[0];

    /// <summary>The next bytes, valid until the next call; at most <see cref="WeightLimits.PickleText"/>.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2002</c>: the pickle ends before.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (_filled - _at < count) Refill(count);
        var taken = _buffer.AsSpan(_at, count);
        _at += count;
        return taken;
    }

    /// <summary>Leaves bytes where they are.</summary>
    /// <returns>Where they begin.</returns>
    /// <exception cref="BadModelFileException"><c>VIR2002</c>: the pickle ends before.</exception>
    public long Skip(long count)
    {
        var position = Position;
        if (count < 0 || count > end - position) throw Ended(count);
        if (count <= _filled - _at) _at += (int)count;
        else (_bufferStart, _at, _filled) = (position + count, 0, 0);
        return position;
    }

    /// <summary>The bytes up to a line feed, which is taken too.</summary>
    /// <exception cref="BadModelFileException">There is none, or it is too far.</exception>
    public ReadOnlySpan<byte> Line()
    {
        var available = (int)Math.Min(WeightLimits.PickleText, end - Position);
        if (_filled - _at < available) Refill(available);
        var length = _buffer.AsSpan(_at, available).IndexOf((byte)'\n');
        if (length < 0) throw file.Malformed($"the line at byte {Position} of the pickle does not end.");
        return Take(length + 1)[..length];
    }

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int I32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long I64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    private void Refill(int wanted)
    {
        var position = Position;
        var count = (int)Math.Min(BufferBytes, end - position);
        if (count < wanted) throw Ended(wanted);
        file.Read(position, _buffer.AsSpan(0, count));
        (_bufferStart, _at, _filled) = (position, 0, count);
    }

    private BadModelFileException Ended(long wanted) => file.Bad("VIR2002",
        $"it is truncated: {wanted} bytes are wanted at byte {Position} of the pickle, {end - Position} are there.");
}
