namespace Vireo.Vision.Zoo;

/// <summary>A model as it can be asked for by name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Paper">Authors, year, arXiv number.</param>
/// <param name="Create">Builds it from the options, parameters not yet drawn.</param>
public sealed record Variant(string Name, string Paper, Func<ModelOptions, VisionModel> Create)
{
    /// <summary>Side of the images it was designed for, in pixels.</summary>
    public int InputSize { get; init; } = 224;
}
