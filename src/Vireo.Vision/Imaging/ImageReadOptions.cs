namespace Vireo.Vision.Imaging;

/// <summary>How <see cref="ImageFile"/> turns a file into pixels, and what it refuses.</summary>
/// <remarks>Every limit is checked before memory is taken.</remarks>
public sealed record ImageReadOptions
{
    /// <summary>Upright, at most 100 million pixels.</summary>
    public static ImageReadOptions Default { get; } = new();

    /// <summary>A file that declares more pixels than this is refused.</summary>
    /// <remarks>The default holds every camera's pictures.</remarks>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>A picture whose values take more bytes than this, or a file whose compressed data unpacks to more, is
    /// refused.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>A file with more bytes than this is refused.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Whether the EXIF orientation is applied, so that the picture comes upright.</summary>
    public bool ApplyOrientation { get; init; } = true;

    /// <summary>A JPEG may come at 1/2, 1/4 or 1/8 of its size as long as its shorter side keeps at least this many
    /// pixels: much faster, and smooth enough to be scaled on. Nothing: always the full size.</summary>
    public int? ShorterSideNeeded { get; init; }

    /// <summary>Whether libjpeg-turbo may decode where it is installed: faster, and the same pixels.</summary>
    public bool UseNative { get; init; } = true;
}
