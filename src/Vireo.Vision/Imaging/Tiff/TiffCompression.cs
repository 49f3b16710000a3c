namespace Vireo.Vision.Imaging.Tiff;

/// <summary>Ways to pack a strip or a tile.</summary>
internal enum TiffCompression
{
    None,
    Lzw,
    Deflate,
    PackBits,
}
