using System.Buffers.Binary;
using System.Text;

namespace Vireo.Training.Events;

/// <summary>The protobuf messages of event files that we need: an event with a version, or with one scalar.</summary>
/// <remarks>Event: wall_time = 1, step = 2, file_version = 3, summary = 5. Summary: value = 1. Value: tag = 1,
/// simple_value = 2.</remarks>
internal static class EventRecord
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    /// <summary>The event that every file starts with.</summary>
    public static byte[] Version(DateTimeOffset time) =>
        [.. Time(time), .. Bytes(3, "brain.Event:2"u8)];

    /// <summary>The event of a scalar.</summary>
    public static byte[] Scalar(ScalarEvent scalar)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(number, scalar.Value);
        byte[] value = [.. Bytes(1, Encoding.UTF8.GetBytes(scalar.Tag)), Key(2, Fixed32), .. number];
        return [.. Time(scalar.Time), Key(2, Varint), .. Number((ulong)scalar.Step), .. Bytes(5, Bytes(1, value))];
    }

    /// <summary>The scalars of an event; other events and other kinds of values have none.</summary>
    /// <exception cref="FormatException">It is no protobuf message.</exception>
    public static List<ScalarEvent> Read(ReadOnlySpan<byte> record)
    {
        var (time, step) = (DateTimeOffset.UnixEpoch, 0L);
        var values = new List<(string Tag, float Value)>();
        while (record.Length > 0)
        {
            var (field, kind) = Field(ref record);
            if (kind == Varint && field == 2) step = (long)Number(ref record);
            else if (kind == Fixed64 && field == 1) time = ReadTime(ref record);
            else if (kind == Delimited && field == 5) ReadSummary(TakeDelimited(ref record), values);
            else Skip(ref record, kind);
        }

        return [.. values.Select(value => new ScalarEvent(value.Tag, step, value.Value, time))];
    }

    private static void ReadSummary(ReadOnlySpan<byte> summary, List<(string Tag, float Value)> values)
    {
        while (summary.Length > 0)
        {
            var (field, kind) = Field(ref summary);
            if (field == 1 && kind == Delimited) ReadValue(TakeDelimited(ref summary), values);
            else Skip(ref summary, kind);
        }
    }

    private static void ReadValue(ReadOnlySpan<byte> message, List<(string Tag, float Value)> values)
    {
        string? tag = null;
        float? number = null;
        while (message.Length > 0)
        {
            var (field, kind) = Field(ref message);
            if (field == 1 && kind == Delimited) tag = Encoding.UTF8.GetString(TakeDelimited(ref message));
            else if (field == 2 && kind == Fixed32) number = ReadSingle(ref message);
            else Skip(ref message, kind);
        }

        if (tag is not null && number is { } value) values.Add((tag, value));
    }

    private static byte[] Time(DateTimeOffset time)
    {
        var bytes = new byte[9];
        bytes[0] = Key(1, Fixed64);
        var seconds = (time - DateTimeOffset.UnixEpoch).TotalSeconds;
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(1), seconds);
        return bytes;
    }

    private static DateTimeOffset ReadTime(ref ReadOnlySpan<byte> from)
    {
        var seconds = BinaryPrimitives.ReadDoubleLittleEndian(Take(ref from, 8));
        return DateTimeOffset.UnixEpoch.AddSeconds(seconds is >= 0 and < 1e11 ? seconds : 0);
    }

    private static float ReadSingle(ref ReadOnlySpan<byte> from) =>
        BinaryPrimitives.ReadSingleLittleEndian(Take(ref from, 4));

    private static byte Key(int field, int kind) => (byte)((field << 3) | kind);

    private static byte[] Bytes(int field, ReadOnlySpan<byte> bytes) =>
        [Key(field, Delimited), .. Number((ulong)bytes.Length), .. bytes];

    private static List<byte> Number(ulong number)
    {
        var bytes = new List<byte>();
        for (; number >= 0x80; number >>= 7) bytes.Add((byte)(number | 0x80));
        bytes.Add((byte)number);
        return bytes;
    }

    private static ulong Number(ref ReadOnlySpan<byte> from)
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(ref from, 1)[0];
            number |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return number;
        }

        throw new FormatException("a number has more than ten bytes");
    }

    private static (int Field, int Kind) Field(ref ReadOnlySpan<byte> from)
    {
        var key = Number(ref from);
        return ((int)(key >> 3), (int)(key & 7));
    }

    private static ReadOnlySpan<byte> TakeDelimited(ref ReadOnlySpan<byte> from)
    {
        var length = Number(ref from);
        if (length > (ulong)from.Length) throw new FormatException("a part is longer than the whole");
        return Take(ref from, (int)length);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from, int count)
    {
        if (count > from.Length) throw new FormatException("it ends too early");
        var taken = from[..count];
        from = from[count..];
        return taken;
    }

    private static void Skip(ref ReadOnlySpan<byte> from, int kind)
    {
        switch (kind)
        {
            case Varint: Number(ref from); break;
            case Fixed64: Take(ref from, 8); break;
            case Delimited: TakeDelimited(ref from); break;
            case Fixed32: Take(ref from, 4); break;
            default: throw new FormatException($"there is no wire type {kind}");
        }
    }
}
