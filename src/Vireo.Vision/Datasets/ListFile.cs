using System.Globalization;

namespace Vireo.Vision.Datasets;

/// <summary>Reads a text file with a line <c>path label</c> per image; paths count from the folder of the
/// file.</summary>
internal sealed class ListFile
{
    private const long MostBytes = 1L << 30;
    private const int MostClasses = 1_000_000;
    private readonly string _path;
    private readonly string _root;
    private readonly List<ClassificationSample> _samples = [];
    private readonly Dictionary<string, int> _lineOf = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];
    private int _line;

    private ListFile(string path) => (_path, _root) = (path, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");

    /// <summary>Reads a list.</summary>
    /// <param name="path">The list.</param>
    /// <param name="classes">Names the labels stand for; null takes them from <c>classes.txt</c> beside the list, or
    /// else calls them by their number.</param>
    /// <exception cref="BadDataException">A line is wrong, or files are missing; the message names the
    /// lines.</exception>
    public static ClassificationDataset Read(string path, IReadOnlyList<string>? classes = null)
    {
        var list = new ListFile(path);
        classes ??= ReadClasses(list._root);
        list.ReadLines(classes?.Count);
        if (list._samples.Count == 0) throw new BadDataException("VIR1002", $"{path}: the list names no image.");
        return new(list._root, classes ?? list.NumberedClasses(), list._samples);
    }

    /// <summary>The names in <c>classes.txt</c> of a folder, one per line; null when there is none.</summary>
    /// <exception cref="BadDataException">It is empty, or a name comes twice.</exception>
    public static IReadOnlyList<string>? ReadClasses(string folder)
    {
        var path = Path.Combine(folder, "classes.txt");
        if (!File.Exists(path)) return null;
        CheckSize(path);
        var names = File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)
            .Take(MostClasses).ToList();
        var twice = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new BadDataException("VIR1014", $"{path}: the class '{twice.Key}' comes twice.");
        if (names.Count > 0) return names;
        throw new BadDataException("VIR1014", $"{path} is empty; wanted is a class name per line.");
    }

    private static void CheckSize(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
        {
            throw new BadDataException("VIR1012", $"{path} is over {MostBytes >> 20} MB: is it really a text file?");
        }
    }

    private void ReadLines(int? classes)
    {
        CheckSize(_path);
        foreach (var line in File.ReadLines(_path))
        {
            _line++;
            var text = line.Trim();
            if (text.Length > 0) Add(text, classes);
        }

        if (_missing.Count > 0)
        {
            throw new BadDataException("VIR1008", $"{_path}: {_missing.Count} of {_lineOf.Count} files are missing "
                + $"in {_root}. Paths count from the folder of the list.{Listing.Lines(_missing)}");
        }
    }

    private void Add(string text, int? classes)
    {
        var split = text.LastIndexOfAny([' ', '\t']);
        if (split < 0) throw Bad("VIR1012", $"'{Short(text)}' is not 'path label'.");
        var path = Relative(text[..split].TrimEnd());
        var label = Label(text[(split + 1)..], classes);
        if (!_lineOf.TryAdd(path, _line)) throw Bad("VIR1010", $"'{path}' stands in line {_lineOf[path]} already.");
        if (File.Exists(Path.Combine(_root, path))) _samples.Add(new(path, label));
        else _missing.Add($"line {_line}: {path}");
    }

    private int Label(string text, int? classes)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var label))
        {
            throw Bad("VIR1006",
                $"the label '{Short(text)}' is no number. Labels are indices into classes.txt, from 0 on.");
        }

        if (label < 0 || label >= (classes ?? MostClasses))
        {
            throw Bad("VIR1007", $"the label {label} is out of range: there are {classes ?? MostClasses} classes, "
                + $"numbered from 0 to {(classes ?? MostClasses) - 1}.");
        }

        return label;
    }

    private string Relative(string path)
    {
        if (path.Contains('\0')) throw Bad("VIR1012", "there is a zero byte in the path.");
        var full = Path.GetFullPath(Path.Combine(_root, path));
        // Lists written on Windows are read elsewhere too.
        if (path.Contains('\\') && !File.Exists(full))
        {
            full = Path.GetFullPath(Path.Combine(_root, path.Replace('\\', '/')));
        }

        var relative = Path.GetRelativePath(_root, full).Replace(Path.DirectorySeparatorChar, '/');
        if (relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative))
        {
            throw Bad("VIR1009", $"'{Short(path)}' leaves the folder of the list, {_root}. "
                + "Put the list into a folder above all its images.");
        }

        return relative;
    }

    private List<string> NumberedClasses()
    {
        var used = _samples.Select(sample => sample.Label).ToHashSet();
        var count = used.Max() + 1;
        var unused = Enumerable.Range(0, count).Where(label => !used.Contains(label)).ToList();
        if (unused.Count > 0)
        {
            throw new BadDataException("VIR1007", $"{_path}: labels go up to {count - 1}, but {unused.Count} of them "
                + $"are never used (the first is {unused[0]}). Number the classes from 0 on, or add a classes.txt.");
        }

        return [.. Enumerable.Range(0, count).Select(label => label.ToString(CultureInfo.InvariantCulture))];
    }

    private static string Short(string text) => text.Length <= 80 ? text : $"{text[..77]}...";

    private BadDataException Bad(string code, string reason) => new(code, $"{_path}, line {_line}: {reason}");
}
