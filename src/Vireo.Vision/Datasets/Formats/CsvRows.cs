using System.Text;

namespace Vireo.Vision.Datasets.Formats;

/// <summary>Rows of a CSV after RFC 4180: quotes around fields, doubled within; a quoted field may hold line
/// feeds.</summary>
internal static class CsvRows
{
    private const int MostField = 1 << 20, MostColumns = 100_000;

    /// <summary>The rows with the line they begin in; empty lines are left out.</summary>
    /// <param name="full">Where the file is.</param>
    /// <param name="path">What errors call it.</param>
    public static IEnumerable<(int Line, List<string> Fields)> Read(string full, string path)
    {
        using var stream = AnnotationFile.Open(full, AnnotationFile.MostListBytes);
        using var reader = new StreamReader(stream, new UTF8Encoding(false, true), true, 1 << 14);
        var separator = Separator(reader, path);
        var line = 1;
        while (AnnotationFile.Guard(path, () => reader.Peek()) >= 0)
        {
            var start = line;
            var fields = AnnotationFile.Guard(path, () => Row(reader, separator, path, ref line));
            if (fields.Count > 1 || fields[0].Length > 0) yield return (start, fields);
        }
    }

    // The header decides: what it has most of. Its columns are names, so no quote hides a separator there.
    private static char Separator(StreamReader reader, string path)
    {
        _ = AnnotationFile.Guard(path, () => reader.Peek());
        var counts = new[] { ',', ';', '\t' };
        using var probe = new StreamReader(((FileStream)reader.BaseStream).Name, Encoding.UTF8);
        var header = new StringBuilder();
        for (var read = probe.Read(); read >= 0 && read != '\n' && header.Length < MostField; read = probe.Read())
            header.Append((char)read);

        var text = header.ToString();
        return counts.MaxBy(c => text.Count(at => at == c));
    }

    private static List<string> Row(StreamReader reader, char separator, string path, ref int line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var (quoted, wasQuoted) = (false, false);
        while (true)
        {
            var read = reader.Read();
            if (read < 0 || (read == '\n' && !quoted))
            {
                if (quoted) throw AnnotationFile.Bad(path, line, "a quoted field is never closed.");
                line++;
                fields.Add(Done(field, wasQuoted));
                return fields;
            }

            if (read == '\n') line++;
            if (read == 0) throw AnnotationFile.Bad(path, line, "there is a zero byte: it is no text.");
            if (read == '"' && quoted && reader.Peek() == '"') field.Append((char)reader.Read());
            else if (read == '"' && (quoted || field.Length == 0)) (quoted, wasQuoted) = (!quoted, true);
            else if (read == separator && !quoted)
            {
                fields.Add(Done(field, wasQuoted));
                wasQuoted = false;
                if (fields.Count > MostColumns) throw AnnotationFile.TooMuch(path, $"line {line} has too many columns");
            }
            else field.Append((char)read);

            if (field.Length > MostField) throw AnnotationFile.TooMuch(path, $"line {line} has a field too long");
        }
    }

    private static string Done(StringBuilder field, bool quoted)
    {
        var text = field.ToString();
        field.Clear();
        return quoted ? text.TrimEnd('\r') : text.Trim();
    }
}
