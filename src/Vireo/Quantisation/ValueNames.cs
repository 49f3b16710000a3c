using Vireo.Graph;

namespace Vireo.Quantisation;

/// <summary>Names the values of a capture, so that ranges found in one plan serve in another of the same
/// network.</summary>
internal static class ValueNames
{
    private const string Input = "input";

    /// <summary>A name for every entry. Entries of equal ops at one place are numbered in the order in which they are
    /// computed.</summary>
    public static string[] Of(Capture capture)
    {
        var counts = new Dictionary<string, int>();
        var names = new string[capture.Entries.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var (entry, node) = (capture.Entries[i], capture.Tensors[i].Node);
            var name = entry.Kind switch
            {
                1 => Input,
                2 => capture.Variables[entry.Ordinal].Name,
                _ => $"{node.Label}/{entry.Op.Name}{(entry.Output > 0 ? $".{entry.Output}" : "")}",
            };
            var number = counts[name] = counts.GetValueOrDefault(name) + 1;
            names[i] = number > 1 ? $"{name}#{number}" : name;
        }

        return names;
    }
}
