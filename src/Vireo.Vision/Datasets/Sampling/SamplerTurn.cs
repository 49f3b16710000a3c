namespace Vireo.Vision.Datasets.Sampling;

/// <summary>A sample whose turn it is in an epoch.</summary>
/// <param name="Index">Which one.</param>
/// <param name="Repeat">How often the epoch drew it before, in all processes together: what tells the draws of a rare
/// sample apart.</param>
public readonly record struct SamplerTurn(int Index, int Repeat);
