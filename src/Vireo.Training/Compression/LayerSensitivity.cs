namespace Vireo.Training.Compression;

/// <summary>What computing one layer in eight bits, and no other, does to the answers of a model.</summary>
/// <param name="Layer">Place of the convolution.</param>
/// <param name="Divergence">Mean Kullback-Leibler divergence of the probabilities from those in single
/// precision.</param>
/// <param name="OtherLabels">Images whose most probable class is another.</param>
public readonly record struct LayerSensitivity(string Layer, double Divergence, int OtherLabels);
