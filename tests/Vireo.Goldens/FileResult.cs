namespace Vireo.Goldens;

/// <summary>What became of a golden file.</summary>
/// <param name="File">Its path in the folder.</param>
/// <param name="Cases">The results of its cases.</param>
internal sealed record FileResult(string File, IReadOnlyList<CaseResult> Cases)
{
    private const int Listed = 12;

    /// <summary>The worst of its cases; a file without any says nothing.</summary>
    public Verdict Verdict => Cases.Count == 0 ? Verdict.NotImplemented : Cases.Max(c => c.Verdict);

    /// <summary>One line: the path, and pass, fail or not implemented with the reason.</summary>
    public override string ToString() => Verdict switch
    {
        Verdict.Pass => $"{File}: pass",
        Verdict.Fail => $"{File}: fail: {OneLine(Failures())}",
        _ => $"{File}: not implemented: {OneLine(Gaps())}",
    };

    private string Failures()
    {
        var failed = Cases.Where(c => c.Verdict == Verdict.Fail).ToList();
        var more = failed.Count > 1 ? $" (and {string.Join(", ", failed.Skip(1).Select(c => c.Name))})" : "";
        return $"{failed[0].Name}: {failed[0].Detail}{more}";
    }

    private string Gaps()
    {
        if (Cases.Count == 0) return "no cases in it";
        var missing = Cases.Where(c => c.Verdict == Verdict.NotImplemented).Select(c => c.Detail).Distinct().ToList();
        var text = string.Join(", ", missing.Take(Listed)) + (missing.Count > Listed ? ", …" : "");
        var passed = Cases.Count(c => c.Verdict == Verdict.Pass);
        return Cases.Count == 1 ? text : $"{text} ({passed} of {Cases.Count} cases pass)";
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
