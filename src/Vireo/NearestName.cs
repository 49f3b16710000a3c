namespace Vireo;

/// <summary>Finds the name somebody probably meant: models, options, classes, files of a list.</summary>
public static class NearestName
{
    /// <summary>The candidate with the smallest edit distance, upper and lower case alike; the first one of
    /// equals.</summary>
    /// <returns>Null when nothing is near: more than a third of the letters (at least two) would have to
    /// change.</returns>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var smallest = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            var limit = Math.Max(2, Math.Max(name.Length, candidate.Length) / 3);
            if (distance < smallest && distance <= limit) (nearest, smallest) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary><c>" Did you mean 'x'?"</c>, with a leading space, or nothing when no candidate is near.</summary>
    public static string Hint(string name, IEnumerable<string> candidates) =>
        Find(name, candidates) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    /// <summary>Letters to insert, delete or replace, and neighbours to swap, to turn one text into the
    /// other.</summary>
    /// <remarks>Damerau 1964, Levenshtein 1966; in the variant that edits no letter twice.</remarks>
    public static int Distance(string a, string b)
    {
        int[] beforeLast = new int[b.Length + 1], last = new int[b.Length + 1], row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (swapped) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }
}
