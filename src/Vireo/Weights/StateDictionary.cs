namespace Vireo.Weights;

/// <summary>Finds the tensors of a module among all those of a checkpoint.</summary>
internal static class StateDictionary
{
    /// <summary>The tensors below the prefix under which most of the wanted names are found, by the rest of their
    /// names; all of them when none is found.</summary>
    public static Dictionary<string, WeightEntry> Find(
        IReadOnlyList<WeightEntry> entries, IReadOnlyList<string> wanted)
    {
        var prefix = PrefixOf(entries, wanted.ToHashSet(StringComparer.Ordinal));
        return entries.Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Name[prefix.Length..], StringComparer.Ordinal);
    }

    private static string PrefixOf(IReadOnlyList<WeightEntry> entries, HashSet<string> wanted)
    {
        var counts = new OrderedDictionary<string, int>(StringComparer.Ordinal) { [""] = 0 };
        var known = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var name in entries.Select(entry => entry.Name))
        {
            for (var start = 0; start >= 0; start = name.IndexOf('.', start) + 1 is > 0 and var next ? next : -1)
            {
                if (!known.Contains(name.AsSpan(start))) continue;
                var prefix = name[..start];
                counts[prefix] = counts.GetValueOrDefault(prefix) + 1;
            }
        }

        // A sort that keeps the order of equals: of equally good prefixes the first in the file comes first.
        return counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key.Length).First().Key;
    }
}
