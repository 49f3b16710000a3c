namespace Vireo.Vision.Imaging;

/// <summary>An encoded image with the name to use in errors, the limits to keep and what was odd so far.</summary>
internal sealed class ImageBytes(byte[] data, string name, ImageReadOptions options)
{
    /// <summary>Longest side that is believed; a picture a million pixels long is nobody's photograph.</summary>
    private const long MaxSide = 1 << 20;

    /// <summary>A file with a thousand oddities is told by its first few.</summary>
    private const int MaxWarnings = 16;

    private readonly List<ImageWarning> _warnings = [];

    public byte[] Data { get; } = data;

    public string Name { get; } = name;

    public ImageReadOptions Options { get; } = options;

    public IReadOnlyList<ImageWarning> Warnings => _warnings;

    /// <summary>The file's content contradicts its format.</summary>
    public BadDataException Damaged(string what, Exception? inner = null) =>
        new("VIR1101", $"{Name}: {what}. The image is damaged: replace it or take it out of the data.", inner);

    /// <summary>The same with the place in the file.</summary>
    public BadDataException DamagedAt(long offset, string what) => Damaged($"{what} (at byte {offset})");

    /// <summary>The file ends before its content does, as a broken download leaves it.</summary>
    public BadDataException CutOff(string what) => new("VIR1107",
        $"{Name}: {what}. The image file is cut off: get it again, or take it out of the data.");

    /// <summary>The format, or this flavour of it, is not read.</summary>
    public BadDataException Unsupported(string what) =>
        new("VIR1102", $"{Name}: {what}. Convert it to PNG, JPEG or TIFF.");

    /// <summary>It asks for more than the options allow.</summary>
    public BadDataException TooLarge(string what) => new("VIR1103",
        $"{Name}: {what}. Scale it down, or raise the limits of ImageReadOptions if it is genuine.");

    /// <summary>Notes something odd that leaves the pixels as they are.</summary>
    public void Warn(ImageOddity oddity, string what)
    {
        var code = oddity switch
        {
            ImageOddity.ForeignBytes => "VIR1111",
            ImageOddity.MetadataBroken => "VIR1112",
            ImageOddity.MoreFrames => "VIR1113",
            ImageOddity.ChecksumIgnored => "VIR1114",
            ImageOddity.BytesAfterEnd => "VIR1115",
            ImageOddity.WrongExtension => "VIR1116",
            ImageOddity.InksWithoutProfile => "VIR1117",
            _ => "VIR1118",
        };
        if (_warnings.Count < MaxWarnings && _warnings.TrueForAll(known => known.Code != code))
            _warnings.Add(new(code, what));
    }

    /// <summary>Refuses empty and oversized pictures; called before any allocation that depends on the size.</summary>
    public ImageSize CheckedSize(long width, long height)
    {
        if (width <= 0 || height <= 0)
            throw Damaged($"its size is {width}x{height}");
        if (width > MaxSide || height > MaxSide || width * height > Options.MaxPixels)
            throw TooLarge($"it declares {width}x{height} pixels, more than the limit of {Options.MaxPixels} "
                + $"(and of {MaxSide} on a side)");

        return new((int)width, (int)height);
    }

    /// <summary>A picture without its pixels yet; the size has been checked, the bytes are now.</summary>
    public Raster NewRaster(ImageSize size, int channels, PixelDepth depth = PixelDepth.U8)
    {
        var length = (long)size.Width * size.Height * channels * Raster.BytesOf(depth);
        return new(size.Width, size.Height, channels, NewBytes(length), depth);
    }

    /// <summary>Memory that is not cleared, within the limit.</summary>
    public byte[] NewBytes(long length)
    {
        if (length > Math.Min(Options.MaxBytes, Array.MaxLength))
            throw TooLarge($"it takes {length} bytes unpacked, more than the limit of {Options.MaxBytes}");

        return GC.AllocateUninitializedArray<byte>((int)length);
    }
}
