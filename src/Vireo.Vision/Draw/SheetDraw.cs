using Vireo.Vision.Imaging;

namespace Vireo.Vision.Draw;

/// <summary>One view on an <see cref="AugmentationSheet"/>.</summary>
/// <param name="Epoch">The epoch that the <see cref="Augment.Augmenter"/> was asked for, from 0 on.</param>
/// <param name="Size">Size of the view.</param>
/// <param name="Objects">Objects left on it.</param>
public readonly record struct SheetDraw(int Epoch, ImageSize Size, int Objects);
