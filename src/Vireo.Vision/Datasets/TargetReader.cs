namespace Vireo.Vision.Datasets;

/// <summary>Decodes, augments and normalises one image with all its targets into its place in a batch.</summary>
/// <param name="dataset">Where the sample is from.</param>
/// <param name="sample">The sample, its targets as they were read.</param>
/// <param name="draw">Its random numbers, and the size that is wanted.</param>
/// <param name="destination">Channels-last place of the image, <c>[H, W, C]</c>; every number has to be
/// written.</param>
/// <returns>The sample with its targets as they lie on what was written.</returns>
public delegate Sample TargetReader(Dataset dataset, Sample sample, SampleDraw draw, Span<float> destination);
