namespace Vireo.Vision.Imaging;

/// <summary>An encoded image with the name to use in errors and the limits to keep.</summary>
internal sealed record ImageBytes(byte[] Data, string Name, DecodeOptions Options)
{
    /// <summary>Longest side that is believed; a picture a million pixels long is nobody's photograph.</summary>
    private const long MaxSide = 1 << 20;

    /// <summary>The file's content contradicts its format or ends early.</summary>
    public BadDataException Damaged(string what, Exception? inner = null) =>
        new("VIR1101", $"{Name}: {what}. The image is damaged: replace it or take it out of the data.", inner);

    /// <summary>The format, or this flavour of it, is not read.</summary>
    public BadDataException Unsupported(string what) =>
        new("VIR1102", $"{Name}: {what}. Convert it to PNG, JPEG or BMP.");

    /// <summary>Refuses empty and oversized pictures; called before any allocation that depends on the size.</summary>
    public ImageSize CheckedSize(long width, long height)
    {
        if (width <= 0 || height <= 0)
            throw Damaged($"its size is {width}x{height}");
        if (width > MaxSide || height > MaxSide || width * height > Options.MaxPixels)
            throw new BadDataException("VIR1103",
                $"{Name}: it declares {width}x{height} pixels, more than the limit of {Options.MaxPixels} "
                + $"(and of {MaxSide} on a side). "
                + "Scale it down, or raise DecodeOptions.MaxPixels if it is genuine.");

        return new((int)width, (int)height);
    }
}
