namespace Vireo.Vision.Imaging;

/// <summary>What the markers of a JPEG file say; found without decoding.</summary>
/// <param name="Size">As stored, before orientation.</param>
/// <param name="Components">1 grey, 3 colour, 4 CMYK or YCCK.</param>
/// <param name="Orientation">Of the first EXIF block, upright without one.</param>
/// <param name="Adobe">Whether an Adobe marker is there: then CMYK values are stored inverted.</param>
/// <param name="Arithmetic">Whether the rarer, denser arithmetic coding is used.</param>
internal readonly record struct JpegMarkers(
    ImageSize Size, int Components, Orientation Orientation, bool Adobe, bool Arithmetic)
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    /// <summary>Reads the markers up to the first scan, and on to the end of the image if
    /// <paramref name="toEnd"/>.</summary>
    /// <exception cref="BadDataException">There is no frame header, or the file ends before the end marker.</exception>
    public static JpegMarkers Parse(ImageBytes image, bool toEnd = true)
    {
        JpegMarkers header = new(default, 0, Orientation.Upright, false, false);
        var exifSeen = false;
        var scanSeen = false;
        for (var position = 2; ;)
        {
            var marker = NextMarker(image.Data, ref position, scanSeen);
            if (marker < 0 || (marker == EndOfImage && header.Components == 0))
                throw image.Damaged(header.Components == 0
                    ? "the JPEG file ends before its frame header" : "the JPEG file is cut off before its end marker");
            if (marker == EndOfImage || (marker == StartOfScan && !toEnd && header.Components > 0))
                return header;

            var body = Body(image, position, marker);
            position += body.Length + 2;
            scanSeen |= marker == StartOfScan;
            if (IsFrame(marker) && header.Components == 0)
                header = ReadFrame(image, body, header) with { Arithmetic = marker > 0xC8 };
            else if (marker == 0xE1 && !exifSeen && body.StartsWith("Exif\0"u8) && body.Length > 6)
                (exifSeen, header) = (true, header with { Orientation = Exif.ReadOrientation(body[6..]) });
            else if (marker == 0xEE && body.StartsWith("Adobe"u8))
                header = header with { Adobe = true };
        }
    }

    /// <summary>Moves behind the next marker that has a meaning here; entropy-coded data and junk are passed
    /// over.</summary>
    private static int NextMarker(ReadOnlySpan<byte> data, ref int position, bool inScan)
    {
        while (true)
        {
            var step = position < data.Length ? data[position..].IndexOf((byte)0xFF) : -1;
            if (step < 0)
                return -1;

            position += step + 1;
            while (position < data.Length && data[position] == 0xFF)
                position++;
            if (position >= data.Length)
                return -1;

            var marker = data[position++];
            // Stuffed zeros, restart marks and TEM have no body; a start-of-image within the file means nothing.
            if (marker is 0 or 1 or (>= 0xD0 and <= 0xD8) || (inScan && marker < 0xC0))
                continue;

            return marker;
        }
    }

    private static ReadOnlySpan<byte> Body(ImageBytes image, int position, int marker)
    {
        var data = image.Data;
        var length = position + 2 <= data.Length ? data[position] << 8 | data[position + 1] : 0;
        if (length < 2 || position + length > data.Length)
            throw image.Damaged($"the JPEG block with marker 0x{marker:X2} is cut off");

        return data.AsSpan(position + 2, length - 2);
    }

    private static bool IsFrame(int marker) =>
        marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static JpegMarkers ReadFrame(ImageBytes image, ReadOnlySpan<byte> body, JpegMarkers header)
    {
        if (body.Length < 6)
            throw image.Damaged("the JPEG frame header is cut off");
        if (body[0] != 8)
            throw image.Unsupported($"unsupported JPEG with {body[0]} bits per value");
        if (body[5] is not (1 or 3 or 4))
            throw image.Unsupported($"unsupported JPEG with {body[5]} components");

        return header with
        {
            Size = image.CheckedSize(body[3] << 8 | body[4], body[1] << 8 | body[2]),
            Components = body[5],
        };
    }
}
