namespace Vireo.Vision.Metrics;

/// <summary>Counts how well scores agree with labels, batch by batch.</summary>
/// <remarks>
/// The predicted class is the one with the largest score, the lowest index of equals (as argmax). A label is among the
/// top k when fewer than k classes score higher, or equal with a lower index; so top-1 is the diagonal's share.
/// </remarks>
public sealed class ClassificationMetrics
{
    private readonly long[,] _confusion;
    private long _topK;

    /// <summary>Empty counts.</summary>
    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <param name="topK">The k of <see cref="TopK"/>; no more than the classes.</param>
    public ClassificationMetrics(int classes, int topK = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(topK);
        (Classes, K, _confusion) = (classes, Math.Min(topK, classes), new long[classes, classes]);
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>The k in force: that asked for, or the number of classes when there are fewer.</summary>
    public int K { get; }

    /// <summary>Samples counted so far.</summary>
    public long Samples { get; private set; }

    /// <summary>Share of samples whose label has the largest score, 0 to 1; also called accuracy.</summary>
    public double Top1 => Share(Enumerable.Range(0, Classes).Sum(c => _confusion[c, c]), Samples);

    /// <summary>Share of samples whose label is among the <see cref="K"/> largest scores, 0 to 1.</summary>
    public double TopK => Share(_topK, Samples);

    /// <summary>Samples of class <paramref name="label"/> that were taken for class <paramref
    /// name="predicted"/>.</summary>
    public long Confusion(int label, int predicted) => _confusion[label, predicted];

    /// <summary>Counts a batch.</summary>
    /// <param name="scores">Logits or probabilities, <c>[N, Classes]</c>.</param>
    /// <param name="labels">True classes, <c>[N]</c>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    /// <exception cref="VireoException"><c>VIR5001</c>: a score is not a number.</exception>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels)
    {
        if (scores.Length != (long)labels.Length * Classes)
        {
            throw new ArgumentException(
                $"{labels.Length} labels of {Classes} classes take {labels.Length * Classes} scores; "
                + $"{scores.Length} came.");
        }

        for (var i = 0; i < labels.Length; i++) Add(scores.Slice(i * Classes, Classes), labels[i]);
    }

    /// <summary>Precision, recall and F1 of every class and their averages.</summary>
    public ClassificationReport Report()
    {
        var classes = Enumerable.Range(0, Classes).Select(Score).ToArray();
        return new(Samples, Top1, TopK, K, classes,
            Average(classes, _ => 1), Average(classes, score => score.Support));
    }

    private void Add(ReadOnlySpan<float> scores, int label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, Classes);
        var predicted = 0;
        var ahead = 0;
        for (var c = 0; c < scores.Length; c++)
        {
            if (float.IsNaN(scores[c]))
            {
                throw new VireoException("VIR5001", $"sample {Samples}: the score of class {c} is not a number. "
                    + "The weights have probably diverged; train with a smaller learning rate.");
            }

            if (scores[c] > scores[predicted]) predicted = c;
            if (scores[c] > scores[label] || (scores[c] == scores[label] && c < label)) ahead++;
        }

        _confusion[label, predicted]++;
        if (ahead < K) _topK++;
        Samples++;
    }

    private ClassScore Score(int c)
    {
        long predicted = 0, support = 0;
        for (var other = 0; other < Classes; other++)
        {
            predicted += _confusion[other, c];
            support += _confusion[c, other];
        }

        var hits = _confusion[c, c];
        return new(Share(hits, predicted), Share(hits, support), Share(2 * hits, predicted + support), support);
    }

    private static ClassScore Average(ClassScore[] classes, Func<ClassScore, double> weightOf)
    {
        double weights = 0, precision = 0, recall = 0, f1 = 0;
        foreach (var score in classes)
        {
            var weight = weightOf(score);
            weights += weight;
            precision += weight * score.Precision;
            recall += weight * score.Recall;
            f1 += weight * score.F1;
        }

        var support = classes.Sum(score => score.Support);
        return weights == 0 ? new(0, 0, 0, support) : new(precision / weights, recall / weights, f1 / weights, support);
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
