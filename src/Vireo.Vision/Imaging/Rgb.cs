namespace Vireo.Vision.Imaging;

/// <summary>A colour of 8 bits per channel.</summary>
public readonly record struct Rgb(byte R, byte G, byte B);
