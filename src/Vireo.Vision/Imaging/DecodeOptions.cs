namespace Vireo.Vision.Imaging;

/// <summary>How <see cref="ImageFile"/> turns a file into a picture.</summary>
public sealed record DecodeOptions
{
    /// <summary>Three channels, upright, at most 100 million pixels.</summary>
    public static DecodeOptions Default { get; } = new();

    /// <summary>Channels of the result: 1, 3 or 4.</summary>
    /// <remarks>Grey becomes colour by replication. With 1 or 3 channels alpha is composited on white,
    /// <c>(v·a + 255·(255 − a)) / 255</c>; with 4 it is kept (255 where the file has none). CMYK becomes
    /// <c>R = C'·K'</c> with C', K' the light that the inks let through.</remarks>
    public int Channels { get; init; } = 3;

    /// <summary>A file that declares more pixels than this is refused before anything is allocated.</summary>
    /// <remarks>The default holds every camera's pictures and keeps the memory of one decode at about a
    /// gigabyte.</remarks>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Whether the EXIF orientation is applied, so that the picture comes upright.</summary>
    public bool ApplyOrientation { get; init; } = true;

    /// <summary>A JPEG may come at 1/2, 1/4 or 1/8 of its size as long as its shorter side keeps at least this many
    /// pixels: much faster, and smooth enough to be scaled on. Nothing: always the full size.</summary>
    public int? ShorterSideNeeded { get; init; }
}
