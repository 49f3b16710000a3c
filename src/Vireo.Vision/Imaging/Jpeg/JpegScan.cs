namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>The header of one pass.</summary>
/// <param name="Components">What it brings, interleaved if there are several.</param>
/// <param name="First">First coefficient.</param>
/// <param name="Last">Last coefficient.</param>
/// <param name="High">Bits known before; 0 for a first pass.</param>
/// <param name="Low">Bits that stay unknown.</param>
/// <param name="Interval">Units between restarts, or 0.</param>
internal readonly record struct JpegScan(
    JpegComponent[] Components, int First, int Last, int High, int Low, int Interval);
