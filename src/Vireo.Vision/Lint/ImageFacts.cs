using Vireo.Vision.Imaging;

namespace Vireo.Vision.Lint;

/// <summary>What one look at an image file found out; some 800 bytes, whatever the size of the image.</summary>
public sealed class ImageFacts
{
    /// <summary>Places of <see cref="Descriptor"/> along a side.</summary>
    internal const int DescriptorSide = 8;

    /// <summary>Bytes of the file.</summary>
    public long FileBytes { get; internal set; }

    /// <summary>Code of what makes the file unusable; nothing for a good one.</summary>
    public string? Problem { get; internal set; }

    /// <summary>That problem in words.</summary>
    public string Reason { get; internal set; } = "";

    /// <summary>Format by content.</summary>
    public ImageFormat Format { get; internal set; }

    /// <summary>Size of the upright picture in pixels.</summary>
    public ImageSize Size { get; internal set; }

    /// <summary>1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha, as reading returns them.</summary>
    public int Channels { get; internal set; }

    /// <summary>Type of one value, as reading returns it.</summary>
    public PixelDepth Depth { get; internal set; }

    /// <summary>What EXIF says must be done to see the picture upright.</summary>
    public Orientation Orientation { get; internal set; } = Orientation.Upright;

    /// <summary>Mean of the grey values, 0 (black) to 1 (white).</summary>
    public float Brightness { get; internal set; }

    /// <summary>Standard deviation of the grey values, 0 to 0.5.</summary>
    public float Contrast { get; internal set; }

    /// <summary>Variance of the Laplacian over the variance of the grey values, of the picture scaled to at most 256
    /// pixels: about 0.5 for noise, 0.1 for a sharp photograph, 0.005 for a blurred one; light does not change
    /// it.</summary>
    public float Sharpness { get; internal set; }

    /// <summary>Share of pixels that are black (below 6 of 255).</summary>
    public float BlackShare { get; internal set; }

    /// <summary>Share of pixels that are white (above 249 of 255).</summary>
    public float WhiteShare { get; internal set; }

    /// <summary>What was odd about the file, though its pixels are sound.</summary>
    public IReadOnlyList<ImageWarning> Warnings { get; internal set; } = [];

    /// <summary>Whether the picture was decoded.</summary>
    public bool IsGood => Problem is null;

    /// <summary>First half of the SHA-256 of the file's bytes.</summary>
    internal UInt128 Bytes { get; set; }

    /// <summary>First half of the SHA-256 of size and pixels, upright, as RGB.</summary>
    internal UInt128 Pixels { get; set; }

    /// <summary>Hashes of the whole picture and of parts; see <see cref="PerceptualHash"/>.</summary>
    internal ulong[] Hashes { get; set; } = [];

    /// <summary>Mean colours of 8 x 8 places.</summary>
    internal byte[] Descriptor { get; set; } = [];
}
