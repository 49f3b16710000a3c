namespace Vireo.Vision.Augment;

/// <summary>Two key points that change places in a mirror, by their numbers from 0 on.</summary>
/// <param name="First">One of them.</param>
/// <param name="Second">The other one.</param>
public readonly record struct IndexPair(int First, int Second);
