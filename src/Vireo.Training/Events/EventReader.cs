using System.Buffers.Binary;

namespace Vireo.Training.Events;

/// <summary>Reads the scalars of event files.</summary>
public static class EventReader
{
    private const long MostRecordBytes = 64L << 20;

    /// <summary>The scalars of one file, in order; a last record that a killed process left incomplete is no
    /// error.</summary>
    /// <exception cref="BadDataException"><c>VIR1021</c>: a checksum is wrong, or it is no event file.</exception>
    public static IEnumerable<ScalarEvent> ReadFile(string path)
    {
        // Its writer may be at work.
        using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        while (ReadRecord(file, path) is { } record)
        {
            foreach (var scalar in Scalars(record, path)) yield return scalar;
        }
    }

    /// <summary>The course of every scalar of a run: its event files in order of time, where a later one replaces what
    /// an earlier one has for the same step or a later step (it was resumed there).</summary>
    /// <exception cref="BadDataException"><c>VIR1021</c>: a file is damaged.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<ScalarEvent>> ReadRun(string folder)
    {
        var courses = new SortedDictionary<string, IReadOnlyList<ScalarEvent>>(StringComparer.Ordinal);
        if (!Directory.Exists(folder)) return courses;
        foreach (var path in Directory.EnumerateFiles(folder, "*tfevents*").Order(StringComparer.Ordinal))
        {
            foreach (var course in ReadFile(path).GroupBy(scalar => scalar.Tag, StringComparer.Ordinal))
            {
                var later = course.ToList();
                var earlier = courses.GetValueOrDefault(course.Key) ?? [];
                courses[course.Key] = [.. earlier.TakeWhile(scalar => scalar.Step < later[0].Step), .. later];
            }
        }

        return courses;
    }

    private static byte[]? ReadRecord(FileStream file, string path)
    {
        var at = file.Position;
        Span<byte> prefix = stackalloc byte[12];
        if (file.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length) return null;
        Check(prefix[..8], prefix[8..], path, at);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)MostRecordBytes) throw Bad(path, at, $"a record would have {length} bytes");
        if ((long)length + 4 > file.Length - file.Position) return null;
        var record = new byte[length];
        file.ReadExactly(record);
        Span<byte> checksum = stackalloc byte[4];
        file.ReadExactly(checksum);
        Check(record, checksum, path, at);
        return record;
    }

    private static List<ScalarEvent> Scalars(byte[] record, string path)
    {
        try
        {
            return EventRecord.Read(record);
        }
        catch (FormatException failure)
        {
            throw new BadDataException("VIR1021", $"{path} holds a record that is no event: {failure.Message}",
                failure);
        }
    }

    private static void Check(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> checksum, string path, long at)
    {
        if (MaskedCrc.Of(bytes) == BinaryPrimitives.ReadUInt32LittleEndian(checksum)) return;
        throw Bad(path, at, "the checksum is wrong");
    }

    private static BadDataException Bad(string path, long at, string reason) =>
        new("VIR1021", $"{path} is damaged or no event file: {reason} (record at byte {at}).");
}
