using Vireo.Vision.Imaging;

namespace Vireo.Training.Look;

/// <summary>A picture as the page holds it.</summary>
/// <param name="Jpeg">Scaled down, with masks on it; empty where it cannot be shown.</param>
/// <param name="Size">Size of the original, in whose pixels targets are drawn.</param>
/// <param name="Reason">Why it cannot be shown.</param>
internal sealed record LookShot(byte[] Jpeg, ImageSize Size, string Reason);
