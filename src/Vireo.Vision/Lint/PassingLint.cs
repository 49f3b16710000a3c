using System.Collections.Concurrent;
using Vireo.Vision.Datasets;

namespace Vireo.Vision.Lint;

/// <summary>The short form of a lint, for programs that look at every image anyway: measures while they look, and says
/// in the end how many findings there are. Near copies are not sought.</summary>
public sealed class PassingLint
{
    private readonly ConcurrentDictionary<string, ImageFacts> _facts = new(StringComparer.Ordinal);

    /// <summary>Decodes and measures a file; from any thread.</summary>
    /// <returns>What makes it unusable, in words; nothing for a good one.</returns>
    /// <exception cref="VireoException">It is a JPEG and libjpeg-turbo is not installed.</exception>
    public string? Look(string path)
    {
        var facts = ImageMeasure.Of(path, hashed: false);
        _facts[path] = facts;
        return facts.IsGood ? null : $"{facts.Reason} [{facts.Problem}]";
    }

    /// <summary>Counts of what was found in the images looked at.</summary>
    /// <param name="train">What is learned from.</param>
    /// <param name="val">What the model is judged by.</param>
    /// <param name="imageSize">Side that images are scaled to.</param>
    /// <param name="cancellation">Stops early.</param>
    public LintSummary Summarise(
        ClassificationDataset train, ClassificationDataset val, int imageSize, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(val);
        List<LintItem> items = [.. Items(train, SplitName.Train), .. Items(val, SplitName.Val)];
        var options = new LintOptions { ImageSize = imageSize, NearDuplicates = false };
        var set = new LintSet(train.Root, items, train.Classes);
        ImageFacts[] facts = [.. items.Select(item => _facts[item.Path])];
        return Linter.Check(
            new(set, facts, options), Linter.Parallelism(options, cancellation), new(progress: null)).Summary;
    }

    private IEnumerable<LintItem> Items(ClassificationDataset dataset, string split) => dataset.Samples
        .Select(sample => new LintItem(dataset.FullPath(sample), split, sample.Label))
        .Where(item => _facts.ContainsKey(item.Path));
}
