namespace Vireo.Vision.Lint;

/// <summary>What people call the parts of their data.</summary>
internal static class SplitNames
{
    public const string Train = "train", Val = "val", Test = "test";

    /// <summary>The customary name of a part, such as <c>val</c> for <c>Validation</c>; nothing for other
    /// words.</summary>
    public static string? Of(string name) => name.ToUpperInvariant() switch
    {
        "TRAIN" or "TRAINING" => Train,
        "VAL" or "VALID" or "VALIDATION" or "DEV" => Val,
        "TEST" or "TESTING" => Test,
        _ => null,
    };

    /// <summary>Training first.</summary>
    public static int Rank(string name) => name switch { Train => 0, Val => 1, Test => 2, _ => 3 };
}
