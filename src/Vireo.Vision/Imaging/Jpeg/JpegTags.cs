namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>What the application blocks before the first scan say.</summary>
internal sealed class JpegTags
{
    private bool _exifSeen;
    private bool _profileSeen;

    public Orientation Orientation { get; private set; } = Orientation.Upright;

    public bool HasJfif { get; private set; }

    /// <summary>0 none, 1 YCbCr, 2 YCCK; nothing without an Adobe block.</summary>
    public int? AdobeTransform { get; private set; }

    public void Read(ImageBytes image, int marker, ReadOnlySpan<byte> body)
    {
        if (marker == 0xE0 && body.Length >= 14 && body.StartsWith("JFIF\0"u8))
            HasJfif = true;
        else if (marker == 0xE1 && body.StartsWith("Exif\0"u8) && body.Length > 6)
            ReadExif(image, body[6..]);
        else if (marker == 0xE2 && body.StartsWith("ICC_PROFILE\0"u8))
            _profileSeen = true;
        else if (marker == 0xEE && body.Length >= 12 && body.StartsWith("Adobe"u8))
            AdobeTransform = body[11];
    }

    /// <summary>Inks look different on every press: without a profile their colours are a guess.</summary>
    public bool LacksProfile => !_profileSeen;

    private void ReadExif(ImageBytes image, ReadOnlySpan<byte> block)
    {
        if (_exifSeen)
            image.Warn(ImageOddity.MetadataBroken, "it has more than one EXIF block; the first counts");
        else
            Orientation = Exif.ReadOrientation(block, image);
        _exifSeen = true;
    }
}
