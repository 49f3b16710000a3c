using Vireo.Vision.Imaging;

namespace Vireo.Training.Classification;

/// <summary>How far a large image shows a class.</summary>
/// <param name="Class">The class.</param>
/// <param name="Probability">The greatest of all tiles: how sure it is that some place shows the class.</param>
/// <param name="Mean">The mean of all tiles: how much of the image shows it.</param>
/// <param name="Place">The tile that shows it most.</param>
public sealed record TiledClass(string Class, float Probability, float Mean, PixelRegion Place);
