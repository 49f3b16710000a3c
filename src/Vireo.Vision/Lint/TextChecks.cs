namespace Vireo.Vision.Lint;

/// <summary>What is wrong with texts.</summary>
internal static class TextChecks
{
    private const int Enough = 50;
    private const double NearlyAll = 0.9;

    public static IEnumerable<Finding> Run(LintContext context)
    {
        for (var i = 0; i < context.Facts.Count; i++)
        {
            var item = context.Set.Items[i];
            foreach (var text in item.Texts.Prepend(item.Text))
                if (Text(text, context.Set.Alphabet) is var (rule, message))
                    yield return context.At(rule, i, message);
        }

        foreach (var finding in Constant([.. context.Set.Items.Select(item => item.Text).OfType<string>()]))
            yield return finding;
    }

    /// <summary>What is wrong with a text; nothing when all is well.</summary>
    public static (LintRule Rule, string Message)? Text(string? text, IReadOnlySet<string>? alphabet)
    {
        if (text is null) return null;
        if (text.Trim().Length == 0) return (TargetRules.TextEmpty, "there is no text");
        if (alphabet is null) return null;
        var strange = text.EnumerateRunes().Where(r => r.Value is not (' ' or '\n') && !alphabet.Contains(r.ToString()))
            .Distinct().ToList();
        return strange.Count == 0 ? null : (TargetRules.TextCharacter, string.Join(", ",
            strange.Take(5).Select(r => $"'{r}' (U+{r.Value:X4})")) + $" in '{text}' is not in the alphabet");
    }

    // Only texts of one length have places, as licence plates and serial numbers do.
    private static IEnumerable<Finding> Constant(List<string> texts)
    {
        if (texts.Count < Enough || texts.Distinct(StringComparer.Ordinal).Count() < Enough) yield break;
        var length = texts.CountBy(text => text.Length).MaxBy(pair => pair.Value);
        var alike = texts.Where(text => text.Length == length.Key).ToList();
        if (alike.Count < NearlyAll * texts.Count) yield break;
        for (var at = 0; at < length.Key; at++)
        {
            var most = alike.CountBy(text => text[at]).MaxBy(pair => pair.Value);
            if (most.Value >= NearlyAll * alike.Count)
                yield return LintContext.OfAll(TargetRules.TextConstant,
                    $"character {at + 1} of {length.Key} is '{most.Key}' in {most.Value} of {alike.Count} texts");
        }
    }
}
