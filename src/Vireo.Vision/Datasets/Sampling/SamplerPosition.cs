namespace Vireo.Vision.Datasets.Sampling;

/// <summary>Where a <see cref="SamplerCursor"/> stands; what a checkpoint holds.</summary>
/// <param name="Epoch">Number of the epoch.</param>
/// <param name="Step">Batches of it that are done, of all processes together.</param>
public readonly record struct SamplerPosition(int Epoch, int Step);
