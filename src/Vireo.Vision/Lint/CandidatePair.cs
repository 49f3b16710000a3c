namespace Vireo.Vision.Lint;

/// <summary>Two pictures that may be one, or one a part of the other.</summary>
/// <param name="First">The earlier item.</param>
/// <param name="Second">The later item.</param>
/// <param name="Distance">Bits in which the hash of one differs from that of a part of the other.</param>
internal readonly record struct CandidatePair(int First, int Second, int Distance);
