namespace Vireo.Bench.Comparison;

/// <summary>One line of <c>bench/rows</c>.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Figure">The number of a result that counts.</param>
/// <param name="Goal">What is to be reached.</param>
/// <param name="Ours">Our command.</param>
/// <param name="Peers">Commands of peers, the better of which counts; empty for a goal of our figure alone.</param>
/// <param name="Asides">Commands that are shown and do not count.</param>
internal sealed record Row(
    string Name, string Figure, Goal Goal, string Ours, IReadOnlyList<string> Peers, IReadOnlyList<string> Asides)
{
    /// <summary>Reads the rows of a file.</summary>
    /// <exception cref="InvalidDataException">A line is not of the form, or a name is given twice.</exception>
    public static IReadOnlyList<Row> ReadAll(IEnumerable<string> lines)
    {
        var rows = new List<Row>();
        foreach (var line in lines.Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var row = Parse(line);
            if (rows.Any(r => r.Name == row.Name)) throw new InvalidDataException($"Two rows are named '{row.Name}'.");
            rows.Add(row);
        }

        return rows;
    }

    private static Row Parse(string line)
    {
        var cells = line.Split('|', StringSplitOptions.TrimEntries);
        if (cells.Length != 5 || cells[..4].Any(cell => cell.Length == 0))
        {
            throw new InvalidDataException($"'{line}' is no row: write 'name | figure | goal | our command | peers'.");
        }

        var others = cells[4].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var asides = others.Where(IsAside).Select(other => other[1..^1].Trim());
        var row = new Row(
            cells[0], cells[1], Goal.Parse(cells[2]), cells[3], [.. others.Where(o => !IsAside(o))], [.. asides]);
        return row.Goal.OfRatio && row.Peers.Count == 0
            ? throw new InvalidDataException($"Row '{row.Name}' has a ratio for its goal and no peer.")
            : row;
    }

    private static bool IsAside(string command) => command is ['(', .., ')'];
}
