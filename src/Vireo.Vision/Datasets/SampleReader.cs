namespace Vireo.Vision.Datasets;

/// <summary>Decodes, augments and normalises one image into its place in a batch.</summary>
/// <param name="path">Full path of the file.</param>
/// <param name="draw">Its random numbers, and the size that is wanted.</param>
/// <param name="destination">Channels-last place of the image, <c>[H, W, C]</c>; every number has to be
/// written.</param>
public delegate void SampleReader(string path, SampleDraw draw, Span<float> destination);
