using Vireo.Vision.Imaging;

namespace Vireo.Vision.Draw;

/// <summary>What a shape is filled with.</summary>
/// <param name="Colour">Its colour.</param>
/// <param name="Opacity">How much of what is below it covers, 0 to 1.</param>
public readonly record struct Ink(Rgb Colour, float Opacity = 1);
