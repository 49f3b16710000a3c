namespace Vireo.Vision.Lint;

/// <summary>One image of the data that is looked at, with whatever is said of it.</summary>
/// <param name="Path">Path below the root, parts separated by <c>/</c>.</param>
/// <param name="Split"><c>train</c>, <c>val</c>, <c>test</c>, or nothing.</param>
/// <param name="Label">Index into the classes; negative for none.</param>
internal sealed record LintItem(string Path, string Split, int Label)
{
    /// <summary>Path of the mask below the root.</summary>
    public string? Mask { get; init; }

    /// <summary>What is written on the image.</summary>
    public string? Text { get; init; }

    /// <summary>Objects on it, in pixels of the upright image.</summary>
    public IReadOnlyList<LintBox> Boxes { get; init; } = [];

    /// <summary>Key points of it, in pixels of the upright image.</summary>
    public IReadOnlyList<LintPoint> Points { get; init; } = [];

    /// <summary>The list that names it, below the root.</summary>
    public string? List { get; init; }

    /// <summary>Its line there, from 1 on.</summary>
    public int Line { get; init; }
}
