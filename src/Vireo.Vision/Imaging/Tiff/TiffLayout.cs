namespace Vireo.Vision.Imaging.Tiff;

/// <summary>How the pixels of a TIFF page are stored, checked.</summary>
internal sealed record TiffLayout
{
    public required ImageSize Size { get; init; }

    public required TiffCompression Compression { get; init; }

    /// <summary>1 none, 2 differences of values, 3 differences of floating-point bytes.</summary>
    public required int Predictor { get; init; }

    /// <summary>0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 inks.</summary>
    public required int Photometric { get; init; }

    /// <summary>Values stored per pixel, with those that are not read.</summary>
    public required int Samples { get; init; }

    /// <summary>Bits of each value.</summary>
    public required int Bits { get; init; }

    public required bool IsFloat { get; init; }

    public required bool IsBigEndian { get; init; }

    /// <summary>Whether each value has strips or tiles of its own.</summary>
    public required bool IsPlanar { get; init; }

    /// <summary>Whether the value behind the colours is alpha, and whether they are multiplied by it.</summary>
    public required bool HasAlpha { get; init; }

    public required bool IsPremultiplied { get; init; }

    /// <summary>A strip is a tile as wide as the picture.</summary>
    public required ImageSize Tile { get; init; }

    public required Orientation Orientation { get; init; }

    /// <summary>Values per pixel that make the colour.</summary>
    public int Colours => Photometric switch { 2 => 3, 5 => 4, _ => 1 };

    public int Channels => Photometric switch
    {
        3 or 5 => 3,
        _ => Colours + (HasAlpha ? 1 : 0),
    };

    public PixelDepth Depth => IsFloat ? PixelDepth.F32
        : Bits > 8 && Photometric != 3 ? PixelDepth.U16 : PixelDepth.U8;

    /// <summary>Values per pixel within one strip or tile.</summary>
    public int SamplesTogether => IsPlanar ? 1 : Samples;

    /// <summary>Bytes of a stored row of a strip or tile.</summary>
    public long RowBytes => ((long)Tile.Width * SamplesTogether * Bits + 7) / 8;

    public int TilesAcross => (Size.Width + Tile.Width - 1) / Tile.Width;

    public int TilesDown => (Size.Height + Tile.Height - 1) / Tile.Height;

    public static TiffLayout Parse(ImageBytes image, TiffDirectory directory)
    {
        var size = image.CheckedSize(directory.Number(TiffTag.Width, 0), directory.Number(TiffTag.Height, 0));
        var samples = directory.Number(TiffTag.SamplesPerPixel, 1);
        var photometric = directory.Number(TiffTag.Photometric, samples >= 3 ? 2 : 1);
        if (photometric is not (0 or 1 or 2 or 3 or 5))
            throw image.Unsupported($"unsupported TIFF colours ({Name(photometric)})");

        var extra = directory.Number(TiffTag.ExtraSamples, 0);
        var bits = directory.Number(TiffTag.BitsPerSample, 1);
        var format = directory.Number(TiffTag.SampleFormat, 1);
        var orientation = directory.Number(TiffTag.Orientation, 1);
        var layout = new TiffLayout
        {
            Size = size, Photometric = (int)photometric, Samples = (int)Math.Min(samples, 255), Bits = (int)bits,
            Compression = ReadCompression(image, directory),
            Predictor = (int)directory.Number(TiffTag.Predictor, 1),
            IsFloat = format == 3, IsBigEndian = directory.IsBigEndian,
            IsPlanar = samples > 1 && directory.Number(TiffTag.PlanarConfiguration, 1) == 2,
            HasAlpha = extra is 1 or 2, IsPremultiplied = extra == 1, Tile = ReadTile(image, directory, size),
            Orientation = orientation is >= 1 and <= 8 ? (Orientation)orientation : Orientation.Upright,
        };
        return layout.Checked(image, directory, format);
    }

    private static string Name(long photometric) => photometric switch
    {
        4 => "transparency mask",
        6 => "YCbCr",
        8 or 9 or 10 => "CIE Lab",
        32803 => "raw camera data",
        _ => $"code {photometric}",
    };

    private static TiffCompression ReadCompression(ImageBytes image, TiffDirectory directory) =>
        directory.Number(TiffTag.Compression, 1) switch
        {
            1 => TiffCompression.None,
            5 => TiffCompression.Lzw,
            8 or 32946 => TiffCompression.Deflate,
            32773 => TiffCompression.PackBits,
            2 or 3 or 4 => throw image.Unsupported("unsupported TIFF compression: fax (CCITT)"),
            6 or 7 => throw image.Unsupported("unsupported TIFF compression: JPEG within TIFF"),
            var other => throw image.Unsupported($"unsupported TIFF compression {other}"),
        };

    private static ImageSize ReadTile(ImageBytes image, TiffDirectory directory, ImageSize size)
    {
        if (!directory.Has(TiffTag.TileOffsets))
        {
            var rows = directory.Number(TiffTag.RowsPerStrip, size.Height);
            return rows > 0 ? new(size.Width, (int)Math.Min(rows, size.Height))
                : throw image.Damaged("its strips have no rows");
        }

        var (width, height) = (directory.Number(TiffTag.TileWidth, 0), directory.Number(TiffTag.TileLength, 0));
        // A tile may be larger than a small picture, but not by any amount.
        if (width is < 1 or > 1 << 20 || height is < 1 or > 1 << 20
            || width * height > 4L * size.Width * size.Height + (1 << 20))
            throw image.Damaged($"its tiles of {width}x{height} do not fit a picture of {size}");

        return new((int)width, (int)height);
    }

    private TiffLayout Checked(ImageBytes image, TiffDirectory directory, long format)
    {
        for (var i = 1; i < directory.Count(TiffTag.BitsPerSample) && i < Samples; i++)
            if (directory.Value(TiffTag.BitsPerSample, i) is { } other && other != Bits)
                throw image.Unsupported("unsupported TIFF whose values have different numbers of bits");

        var possible = format switch
        {
            1 or 4 => Bits is >= 1 and <= 16,
            3 => Bits is 16 or 32 or 64,
            _ => false,
        };
        if (!possible)
            throw image.Unsupported($"unsupported TIFF values of {Bits} bits (sample format {format})");
        if (Samples < Colours + (HasAlpha ? 1 : 0) || Samples > 32)
            throw image.Damaged($"it has {Samples} values per pixel and its colours need {Colours}");
        if (Photometric is 3 or 5 && (IsFloat || (Photometric == 3 ? Bits > 8 : Bits != 8)))
            throw image.Unsupported($"unsupported TIFF palette or inks of {Bits} bits");
        if (Photometric == 3 && directory.Count(TiffTag.ColorMap) < 3 << Bits)
            throw image.Damaged("its palette is missing or too short");
        if (Predictor is < 1 or > 3 || (Predictor == 2 && Bits is not (8 or 16 or 32))
            || (Predictor == 3 && !IsFloat))
            throw image.Unsupported($"unsupported TIFF predictor {Predictor} for {Bits} bits");
        if (IsPlanar && Photometric == 5)
            throw image.Unsupported("unsupported TIFF with inks in separate planes");
        if (directory.Number(TiffTag.FillOrder, 1) != 1 && Bits < 8)
            throw image.Unsupported("unsupported TIFF with bits from the lowest");

        return this;
    }
}
