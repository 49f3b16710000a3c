namespace Vireo.Training.Compression;

/// <summary>What a compression tried, measured and wrote.</summary>
public sealed record CompressionReport
{
    /// <summary>Name of the model in the zoo.</summary>
    public required string Model { get; init; }

    /// <summary>Share of the validation images that may be lost.</summary>
    public required double Budget { get; init; }

    /// <summary>Images that judged.</summary>
    public required int Images { get; init; }

    /// <summary>Images that ranges were found with.</summary>
    public required int CalibrationImages { get; init; }

    /// <summary>Threads that computed.</summary>
    public required int Threads { get; init; }

    /// <summary>The steps, the model as it was trained first.</summary>
    public required IReadOnlyList<CompressionRow> Rows { get; init; }

    /// <summary>The step that was written.</summary>
    public required CompressionRow Written { get; init; }

    /// <summary>What each convolution does to the answers when it alone is in eight bits, in the order of the
    /// network.</summary>
    public required IReadOnlyList<LayerSensitivity> Sensitivity { get; init; }

    /// <summary>What the reader should know, in sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Full path of the bundle.</summary>
    public required string File { get; init; }

    /// <summary>Full path of the page with all of this.</summary>
    public required string Page { get; init; }

    /// <summary>Whether something else than the model as it was trained was written.</summary>
    public bool IsCompressed => Written != Rows[0];
}
