namespace Vireo.Vision.Imaging.WebP;

/// <summary>How the edges of a macroblock are smoothed.</summary>
/// <param name="Limit">Largest step across an edge within it; 0 for no filter.</param>
/// <param name="Inner">Largest step beside an edge.</param>
/// <param name="Threshold">From which step on beside an edge only the nearest pixels change.</param>
/// <param name="HasInner">Whether the edges within it are smoothed too.</param>
internal readonly record struct Vp8Filter(int Limit, int Inner, int Threshold, bool HasInner);
