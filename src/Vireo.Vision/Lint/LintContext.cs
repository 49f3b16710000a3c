namespace Vireo.Vision.Lint;

/// <summary>What checks look at.</summary>
/// <param name="Set">The data.</param>
/// <param name="Facts">What was measured of each item, in the order of the items.</param>
/// <param name="Options">From where on to speak.</param>
internal sealed record LintContext(LintSet Set, IReadOnlyList<ImageFacts> Facts, LintOptions Options)
{
    /// <summary>Indices of the items whose image was decoded.</summary>
    public IEnumerable<int> Good => Enumerable.Range(0, Facts.Count).Where(i => Facts[i].IsGood);

    /// <summary>A finding about an item.</summary>
    public Finding At(LintRule rule, int item, string message) => new(rule, Set.Items[item].Path, message);

    /// <summary>A finding about the data as a whole.</summary>
    public static Finding OfAll(LintRule rule, string message, IReadOnlyList<string>? related = null) =>
        new(rule, ".", message) { Related = related ?? [] };
}
