namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>One component as the frame header declares it.</summary>
/// <param name="Id">Name within the file.</param>
/// <param name="H">Horizontal sampling, 1 to 4.</param>
/// <param name="V">Vertical sampling, 1 to 4.</param>
/// <param name="Table">Index of its quantisation table, 0 to 3.</param>
internal readonly record struct JpegPlane(byte Id, int H, int V, int Table);
