namespace Vireo.Vision.Datasets;

/// <summary>Parts of a data set by the many names they go by.</summary>
internal static class SplitName
{
    public const string Train = "train", Val = "val", Test = "test";

    /// <summary>The part that a folder or file name stands for, or null when it is no such name.</summary>
    public static string? Of(string name) => name.ToLowerInvariant() switch
    {
        "train" or "training" or "trainset" or "train2017" or "train2014" => Train,
        "val" or "valid" or "validation" or "valset" or "eval" or "dev" or "val2017" or "val2014" => Val,
        "test" or "testing" or "testset" or "test2017" or "t10k" => Test,
        _ => null,
    };

    /// <summary>The part that a path lies in, by its folders from the deepest up and then by the words of the file's
    /// name; empty for none.</summary>
    public static string OfPath(string path)
    {
        var parts = path.Split('/');
        for (var i = parts.Length - 2; i >= 0; i--)
        {
            if (Of(parts[i]) is { } found) return found;
        }

        return "";
    }

    /// <summary>The part that an annotation file is for, by the words of its name, then by its folders.</summary>
    public static string OfFile(string path)
    {
        var stem = System.IO.Path.GetFileNameWithoutExtension(path);
        return Words(stem).FirstOrDefault() ?? OfPath(path);
    }

    /// <summary>Likely part of a path, by single words of its folders too, as in <c>test_pts</c>; empty for
    /// none.</summary>
    public static string Guess(string path) =>
        OfFile(path) is { Length: > 0 } found ? found : path.Split('/').SkipLast(1).SelectMany(Words).LastOrDefault()
            ?? "";

    private static IEnumerable<string> Words(string name) => name.Split('_', '-', '.', ' ').Select(Of).OfType<string>();

    /// <summary>Place of a part in listings.</summary>
    public static int Rank(string split) => split switch { Train => 0, Val => 1, Test => 2, _ => 3 };
}
