using Vireo.Vision.Imaging;

namespace Vireo.Training.Classification;

/// <summary>What one tile of a large image shows.</summary>
/// <param name="Region">Its place.</param>
/// <param name="Probabilities">Of the classes, in their order.</param>
public sealed record TilePrediction(PixelRegion Region, IReadOnlyList<float> Probabilities);
