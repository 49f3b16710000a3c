using Vireo.Vision.Imaging;

namespace Vireo.Vision.Draw;

/// <summary>What a row of an <see cref="AugmentationSheet"/> shows.</summary>
/// <param name="Sample">Path of the sample.</param>
/// <param name="Size">Size of its picture.</param>
/// <param name="Objects">Objects on it.</param>
/// <param name="Draws">What was drawn.</param>
public sealed record SheetRow(string Sample, ImageSize Size, int Objects, ValueList<SheetDraw> Draws);
