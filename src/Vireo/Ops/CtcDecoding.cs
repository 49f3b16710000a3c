namespace Vireo.Ops;

/// <summary>Reads texts out of what a network trained with <see cref="CtcLoss"/> gives.</summary>
public static class CtcDecoding
{
    /// <summary>The best class of every step, runs of one class taken once, blanks left out.</summary>
    /// <param name="scores">Scores or logarithms of probabilities, <c>[T, N, C]</c>.</param>
    /// <param name="lengths">Steps that each sequence has; all when left out.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <returns>The labels of each sequence.</returns>
    /// <exception cref="ShapeException">The scores have not three axes, or there are more or fewer lengths.</exception>
    public static int[][] Greedy(Tensor scores, IReadOnlyList<long>? lengths = null, int blank = 0)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Shape.Rank != 3 || (lengths is not null && lengths.Count != scores.Shape[1]))
        {
            throw new ShapeException("ctc decoding", "the scores or lengths do not fit.",
                [("scores", scores.Spec, "T, N, C")], "Put time first, and give one length for each sequence.");
        }

        var (steps, n, classes) = (scores.Shape[0], scores.Shape[1], scores.Shape[2]);
        var values = scores.ToDoubles();
        var texts = new int[n][];
        for (var i = 0; i < n; i++)
        {
            var text = new List<int>();
            var last = blank;
            var length = lengths is null ? steps : Recurrence.RequireLength(lengths[i], steps, i);
            for (var t = 0; t < length; t++)
            {
                var best = Best(values.AsSpan((t * n + i) * classes, classes));
                if (best != last && best != blank) text.Add(best);
                last = best;
            }

            texts[i] = [.. text];
        }

        return texts;
    }

    private static int Best(ReadOnlySpan<double> scores)
    {
        var best = 0;
        for (var c = 1; c < scores.Length; c++)
        {
            if (scores[c] > scores[best]) best = c;
        }

        return best;
    }
}
