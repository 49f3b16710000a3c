using System.Globalization;
using System.Text;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Reads text from outside with limits, and names file and line when something is wrong.</summary>
internal static class AnnotationFile
{
    /// <summary>Limit of a file that labels one image.</summary>
    public const long MostBytes = 256L << 20;

    /// <summary>Limit of a list of images.</summary>
    public const long MostListBytes = 4L << 30;

    /// <summary>Limit of coordinates, in pixels.</summary>
    public const decimal MostCoordinate = 1_000_000_000;

    private const int MostLine = 1 << 20;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The whole file.</summary>
    public static byte[] ReadAll(string path, long most = MostBytes) => Guard(path, () =>
    {
        using var stream = Open(path, most);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    });

    /// <summary>Opens a file that is not too large.</summary>
    public static FileStream Open(string path, long most) => Guard(path, () =>
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        if (stream.Length <= most) return stream;
        stream.Dispose();
        throw TooMuch(path, $"it has more than the {most} bytes it may have");
    });

    /// <summary>The lines of UTF-8 text without spaces around them, empty ones left out, with their numbers.</summary>
    public static IEnumerable<(int Number, string Text)> Lines(string path, long most = MostBytes)
    {
        using var stream = Open(path, most);
        using var reader = new StreamReader(stream, Strict, detectEncodingFromByteOrderMarks: true, 1 << 14);
        var line = new StringBuilder();
        for (var number = 1; Guard(path, () => Next(reader, line, path, number)); number++)
        {
            var text = line.ToString().Trim();
            if (text.Length > 0) yield return (number, text);
        }
    }

    /// <summary>A number as pixels go.</summary>
    public static decimal? Number(ReadOnlySpan<char> text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) <= MostCoordinate ? value : null;

    /// <summary>A number, or an error.</summary>
    public static decimal Number(ReadOnlySpan<char> text, string path, int line, string what) =>
        Number(text) ?? throw Bad(path, line, $"{what} is '{Short(text.ToString())}', wanted is a number of pixels "
            + $"not beyond {MostCoordinate}.");

    /// <summary>A whole number from 0 on, or an error.</summary>
    public static int Count(ReadOnlySpan<char> text, int most, string path, int line, string what) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most
            ? value
            : throw Bad(path, line,
                $"{what} is '{Short(text.ToString())}', wanted is a whole number from 0 to {most}.");

    /// <summary>Something in a file is wrong.</summary>
    public static BadDataException Bad(string path, int line, string reason) =>
        new("VIR1031", $"{path}{(line > 0 ? $", line {line}" : "")}: {reason}");

    /// <summary>A limit is passed.</summary>
    public static BadDataException TooMuch(string path, string reason) =>
        new("VIR1032", $"{path}: {reason}. It is damaged or hostile; split it if it is genuine.");

    /// <summary>A label names a class that is not among those of the data set.</summary>
    public static BadDataException NoClass(string path, int line, string name, IReadOnlyList<string> classes) =>
        new("VIR1033", $"{path}{(line > 0 ? $", line {line}" : "")}: there is no class '{Short(name)}' among the "
            + $"{classes.Count} of the data set.{NearestName.Hint(Short(name), classes)} Correct it, or "
            + "add the class.");

    /// <summary>An object is of a category that its file does not list.</summary>
    public static BadDataException NoCategory(string path, long? item, long category) =>
        new("VIR1033", $"{path}: the object {item} has the category {category}, which is not listed.");

    /// <summary>An image that a label belongs to is not there.</summary>
    public static BadDataException NoImage(string path, IReadOnlyCollection<string> missing) =>
        new("VIR1034", $"{path}: {missing.Count} images are missing. Restore them, or remove their labels."
            + Listing.Lines(missing));

    /// <summary>A path leads out of the data set.</summary>
    public static BadDataException Leaves(string path, int line, string reference) =>
        new("VIR1035",
            $"{path}{(line > 0 ? $", line {line}" : "")}: the path '{Short(reference)}' leaves the folder of "
            + "the data set. Paths count from the folder of the list, and lead downwards only.");

    /// <summary>At most eighty characters of a text, none that steers a terminal.</summary>
    public static string Short(string text)
    {
        var shown = text.Length <= 80 ? text : $"{text[..77]}...";
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }

    /// <summary>Turns what the system says into an error that names the file.</summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException e)
        {
            throw new BadDataException("VIR1031", $"{path}: it is no UTF-8 text. Save it as UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadDataException("VIR1030", $"{path}: cannot be read: {e.Message}", e);
        }
    }

    private static bool Next(StreamReader reader, StringBuilder line, string path, int number)
    {
        line.Clear();
        for (var read = reader.Read(); read >= 0; read = reader.Read())
        {
            if (read == '\n') return true;
            if (read == 0) throw Bad(path, number, "there is a zero byte: it is no text.");
            line.Append((char)read);
            if (line.Length > MostLine) throw TooMuch(path, $"line {number} is longer than {MostLine} characters");
        }

        return line.Length > 0;
    }
}
