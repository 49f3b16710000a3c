namespace Vireo.Vision.Lint;

/// <summary>Two pictures that may be one: the second seems to be a part of the first, or all of it.</summary>
/// <param name="First">Item that holds the other.</param>
/// <param name="Second">Item that lies within.</param>
/// <param name="Part">Which part; see <see cref="PerceptualHash.PlaceOf"/>.</param>
/// <param name="Distance">Bits in which the hashes differ.</param>
internal readonly record struct CandidatePair(int First, int Second, int Part, int Distance);
