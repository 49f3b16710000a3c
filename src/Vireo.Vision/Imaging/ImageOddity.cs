namespace Vireo.Vision.Imaging;

/// <summary>Kinds of <see cref="ImageWarning"/>.</summary>
internal enum ImageOddity
{
    ForeignBytes,
    MetadataBroken,
    MoreFrames,
    ChecksumIgnored,
    BytesAfterEnd,
    WrongExtension,
    InksWithoutProfile,
    EndMissing,
}
