namespace Vireo.Vision.Imaging;

/// <summary>The pixels of a file with the depth and the channels that it has: rows from the top, pixels from the left,
/// channels together (axes H, W, C).</summary>
/// <remarks>Rules: a palette becomes colour; 1, 2 and 4 bits become 8; inks (CMYK, YCCK) become colour as
/// <c>R = C'·K'</c> with C', K' the light that they let through; white-is-zero is turned round; colour profiles are
/// ignored; of several frames or pages this is the first.</remarks>
public sealed class DecodedImage
{
    private readonly Raster _raster;

    internal DecodedImage(
        Raster raster, ImageFormat format, Orientation orientation, IReadOnlyList<ImageWarning> warnings) =>
        (_raster, Format, Orientation, Warnings) = (raster, format, orientation, warnings);

    /// <summary>Width in pixels.</summary>
    public int Width => _raster.Width;

    /// <summary>Height in pixels.</summary>
    public int Height => _raster.Height;

    /// <summary>Width and height.</summary>
    public ImageSize Size => _raster.Size;

    /// <summary>1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha; alpha is straight.</summary>
    public int Channels => _raster.Channels;

    /// <summary>Type of one value.</summary>
    public PixelDepth Depth => _raster.Depth;

    /// <summary>Format of the file, by content.</summary>
    public ImageFormat Format { get; }

    /// <summary>The orientation that the file states; it has been applied unless the options say otherwise.</summary>
    public Orientation Orientation { get; }

    /// <summary>What was odd about the file, though its pixels are sound.</summary>
    public IReadOnlyList<ImageWarning> Warnings { get; }

    /// <summary>All values of a picture of 8 bits, [H, W, C].</summary>
    /// <exception cref="InvalidOperationException">It has another depth.</exception>
    public ReadOnlySpan<byte> Bytes => Depth == PixelDepth.U8 ? _raster.Pixels : throw Other(PixelDepth.U8);

    /// <summary>All values of a picture of 16 bits, [H, W, C].</summary>
    /// <exception cref="InvalidOperationException">It has another depth.</exception>
    public ReadOnlySpan<ushort> Words => Depth == PixelDepth.U16 ? _raster.Words : throw Other(PixelDepth.U16);

    /// <summary>All values of a floating-point picture, [H, W, C].</summary>
    /// <exception cref="InvalidOperationException">It has another depth.</exception>
    public ReadOnlySpan<float> Floats => Depth == PixelDepth.F32 ? _raster.Floats : throw Other(PixelDepth.F32);

    /// <summary>The picture with 8 bits and 1, 3 or 4 channels.</summary>
    /// <remarks>16 bits become <c>round(v / 257)</c>; floating point becomes <c>round(255 · v)</c> with v clipped to
    /// 0..1 and NaN to 0. Grey becomes colour by replication, colour becomes grey as
    /// <c>0.299 R + 0.587 G + 0.114 B</c>. With 1 or 3 channels alpha is composited on white,
    /// <c>(v·a + 255·(255 − a)) / 255</c>; with 4 it is kept (255 where the file has none).</remarks>
    /// <exception cref="ArgumentException">There are no images of that many channels.</exception>
    public Image ToImage(int channels = 3) => _raster.ToImage(channels);

    /// <summary>All values as floating point, [H, W, C]: 8 bits divided by 255, 16 bits by 65535, floats as they
    /// are.</summary>
    public float[] ToFloats()
    {
        var result = new float[Width * Height * Channels];
        switch (Depth)
        {
            case PixelDepth.U8:
                for (var i = 0; i < result.Length; i++)
                    result[i] = _raster.Pixels[i] / 255f;
                break;
            case PixelDepth.U16:
                var words = _raster.Words;
                for (var i = 0; i < result.Length; i++)
                    result[i] = words[i] / 65535f;
                break;
            default:
                _raster.Floats.CopyTo(result);
                break;
        }

        return result;
    }

    private InvalidOperationException Other(PixelDepth asked) =>
        new($"This picture has values of {Depth}, not {asked}; ToImage and ToFloats convert.");
}
