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
        return stem.Split('_', '-', '.', ' ').Select(Of).FirstOrDefault(name => name is not null) ?? OfPath(path);
    }

    /// <summary>Place of a part in listings.</summary>
    public static int Rank(string split) => split switch { Train => 0, Val => 1, Test => 2, _ => 3 };
}
