namespace Vireo.Bench.Comparison;

/// <summary><c>table ROWS LINES [--only NAME ...] [--check]</c>: prints the table of a file of measurements.</summary>
internal static class TableCommand
{
    /// <summary>Runs it.</summary>
    /// <returns>0; with <c>--check</c> 1 when a row is under its goal; 2 when a file cannot be understood.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        try
        {
            var rows = Row.ReadAll(File.ReadLines(args[0]));
            var lines = File.ReadLines(args[1]).Where(line => line.Length > 0);
            Measurement[] measurements = [.. lines.Select(Measurement.Parse)];
            Verdict[] verdicts = [.. Chosen(rows, args).Select(row => Verdict.Of(row, measurements))];
            output.Write(ComparisonTable.Write(verdicts, measurements));
            return args.Contains("--check") ? Check(verdicts, errors) : 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            errors.WriteLine(e.Message);
            return 2;
        }
    }

    private static IReadOnlyList<Row> Chosen(IReadOnlyList<Row> rows, string[] args)
    {
        string[] names = [.. args.Index().Where(a => a.Index > 0 && args[a.Index - 1] == "--only").Select(a => a.Item)];
        var unknown = names.Except(rows.Select(row => row.Name)).FirstOrDefault();
        if (unknown is not null)
        {
            throw new InvalidDataException(
                $"No row is named '{unknown}'. There are: {string.Join(", ", rows.Select(row => row.Name))}.");
        }

        return names.Length == 0 ? rows : [.. rows.Where(row => names.Contains(row.Name))];
    }

    private static int Check(Verdict[] verdicts, TextWriter errors)
    {
        string[] shortfalls = [.. ComparisonTable.Shortfalls(verdicts)];
        if (shortfalls.Length == 0) return 0;
        errors.WriteLine("Under their goal:");
        foreach (var line in shortfalls) errors.WriteLine($"  {line}");
        return 1;
    }
}
