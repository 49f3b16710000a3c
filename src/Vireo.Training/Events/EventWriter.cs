using System.Buffers.Binary;
using System.Globalization;
using Vireo.Files;

namespace Vireo.Training.Events;

/// <summary>Appends scalars to an event file that TensorBoard reads; every writer begins a file of its own, so that a
/// resumed run adds to the record and rewrites nothing.</summary>
public sealed class EventWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly byte[] _frame = new byte[12];
    private readonly TimeProvider _time;

    /// <summary>Begins a file in a folder, which is made when missing.</summary>
    /// <param name="folder">Folder of the event files of a run.</param>
    /// <param name="time">Clock for the name of the file and the time of each event.</param>
    /// <exception cref="VireoException">The disk is full (<c>VIR4001</c>) or refuses (<c>VIR4002</c>).</exception>
    public EventWriter(string folder, TimeProvider time)
    {
        _time = time;
        FileStream? file = null;
        WriteFailure.Guard(folder, () => file = Begin(folder, time.GetUtcNow()));
        _file = file ?? throw new InvalidOperationException("the guard returned without a file");
        Append(EventRecord.Version(time.GetUtcNow()));
        Flush();
    }

    /// <summary>Full path of the file.</summary>
    public string Path => _file.Name;

    /// <summary>Notes a number.</summary>
    /// <param name="tag">What it is; <c>/</c> groups, such as <c>loss/train</c>.</param>
    /// <param name="step">Training steps done.</param>
    /// <param name="value">The number; it may be infinite or no number.</param>
    public void Add(string tag, long step, double value) =>
        Append(EventRecord.Scalar(new(tag, step, (float)value, _time.GetUtcNow())));

    /// <summary>Returns when all that was noted is on the disk.</summary>
    /// <exception cref="VireoException">The disk is full (<c>VIR4001</c>) or refuses.</exception>
    public void Flush() => WriteFailure.Guard(Path, () => _file.Flush(flushToDisk: true));

    /// <summary>Writes what is left and closes the file.</summary>
    public void Dispose() => _file.Dispose();

    // TensorBoard reads files in the order of their names, so they begin with the time; two of one second get a number.
    private static FileStream Begin(string folder, DateTimeOffset time)
    {
        Directory.CreateDirectory(folder);
        var host = string.Concat(Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
        var seconds = time.ToUnixTimeSeconds().ToString("D10", CultureInfo.InvariantCulture);
        for (var number = 0; ; number++)
        {
            var path = System.IO.Path.Combine(folder, $"events.out.tfevents.{seconds}.{number:D3}.{host}");
            if (!File.Exists(path)) return new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
        }
    }

    private void Append(byte[] record) => WriteFailure.Guard(Path, () =>
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_frame, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(_frame.AsSpan(8), MaskedCrc.Of(_frame.AsSpan(0, 8)));
        _file.Write(_frame);
        _file.Write(record);
        BinaryPrimitives.WriteUInt32LittleEndian(_frame, MaskedCrc.Of(record));
        _file.Write(_frame.AsSpan(0, 4));
    });
}
