namespace Vireo.Vision.Datasets.Statistics;

/// <summary>What a part of a data set holds.</summary>
/// <param name="Split">Name of the part; empty for none.</param>
/// <param name="Images">Images.</param>
/// <param name="Objects">Objects in them.</param>
/// <param name="Empty">Images with no target at all.</param>
/// <param name="Classes">Objects of each class, or images of it; of masks, pixels.</param>
/// <param name="Identities">Different identities.</param>
/// <param name="Texts">Images with a text.</param>
public sealed record SplitCounts(
    string Split, int Images, int Objects, int Empty, IReadOnlyList<long> Classes, int Identities, int Texts);
