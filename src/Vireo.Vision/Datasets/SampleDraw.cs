namespace Vireo.Vision.Datasets;

/// <summary>A sample that a batch asks for.</summary>
/// <param name="Index">Which of the source.</param>
/// <param name="Side">Side of the square that is wanted, in pixels, where batches differ in size; otherwise 0.</param>
/// <param name="Rng">The sample's own random numbers: a function of seed, epoch, sample and how often the epoch drew it
/// before; never of the thread or of the place in a batch.</param>
public readonly record struct SampleDraw(int Index, int Side, Rng Rng);
