using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Vireo.Weights;

/// <summary>A weight file as bytes that are read where they lie, with its name for messages.</summary>
internal sealed class FileBytes : IDisposable
{
    private const int MostShown = 120;
    private readonly SafeFileHandle _file;
    private readonly List<IDisposable> _owned = [];

    private FileBytes(string path, SafeFileHandle file) =>
        (Path, _file, Length) = (path, file, RandomAccess.GetLength(file));

    /// <summary>As given when it was opened.</summary>
    public string Path { get; }

    /// <summary>Bytes of the file, when it was opened.</summary>
    public long Length { get; }

    /// <summary>The file's name without its extension: the name of a tensor that has none.</summary>
    public string Stem => System.IO.Path.GetFileNameWithoutExtension(Path) is { Length: > 0 } stem ? stem : "tensor";

    /// <summary>Opens a file.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2001</c>: it cannot be opened.</exception>
    public static FileBytes Open(string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path);
            return new(path, file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            file?.Dispose();
            throw new BadModelFileException("VIR2001", $"{path}: it cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Fills a span from a place on.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2002</c>: the file ends before.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        try
        {
            while (destination.Length > 0)
            {
                var read = RandomAccess.Read(_file, destination, offset);
                if (read == 0) throw Bad("VIR2002", $"it is truncated: it ends at byte {offset}.");
                offset += read;
                destination = destination[read..];
            }
        }
        catch (IOException failure)
        {
            throw Bad("VIR2001", $"it cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The bytes from a place on as a source.</summary>
    public ByteSource From(long start) => (offset, destination) => Read(start + offset, destination);

    /// <summary>An exception that names the file first.</summary>
    public BadModelFileException Bad(string code, string reason, Exception? inner = null) =>
        new(code, $"{Path}: {reason}", inner);

    /// <summary>What is not as its format says.</summary>
    public BadModelFileException Malformed(string reason, Exception? inner = null) => Bad("VIR2013", reason, inner);

    /// <summary>What is larger than <see cref="WeightLimits"/> allow.</summary>
    public BadModelFileException TooMuch(string reason) => Bad("VIR2008", reason);

    /// <summary>Text from a file as it may be printed: short, and without what would steer a terminal.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, MostShown)))
        {
            if (char.IsControl(character) || char.IsSurrogate(character)) shown.Append($"\\u{(int)character:x4}");
            else shown.Append(character);
        }

        return text.Length > MostShown ? $"{shown}…" : shown.ToString();
    }

    /// <summary>Checks extents of a tensor, which may be anything.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2005</c>: they are negative or too large to be true.</exception>
    public Shape ShapeOf(string name, IReadOnlyList<long> extents)
    {
        if (extents.Count > WeightLimits.Axes)
        {
            throw TooMuch($"'{Shown(name)}' has {extents.Count} axes, at most {WeightLimits.Axes} are read.");
        }

        var count = 1L;
        foreach (var extent in extents)
        {
            if (extent is < 0 or > int.MaxValue || (extent > 0 && count > WeightLimits.Elements / extent))
            {
                throw Bad("VIR2005",
                    $"'{Shown(name)}' [{string.Join(", ", extents)}] has extents that cannot be true.");
            }

            count *= extent;
        }

        return Shape.Create([.. extents.Select(extent => (int)extent)]);
    }

    /// <summary>Disposes something together with the file.</summary>
    /// <returns>What was given.</returns>
    public T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var owned in _owned) owned.Dispose();
        _file.Dispose();
    }
}
