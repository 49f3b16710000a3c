namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>What the markers of a JPEG file say, checked; found without decoding.</summary>
internal sealed record JpegHeader
{
    /// <summary>A small hostile file may ask for endless passes; real ones have about ten.</summary>
    private const int MaxScans = 500;

    /// <summary>As stored, before orientation.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>One for grey, three for colour, four for CMYK and YCCK.</summary>
    public required JpegPlane[] Planes { get; init; }

    public required bool Progressive { get; init; }

    /// <summary>Of the first EXIF block, upright without one.</summary>
    public Orientation Orientation { get; private set; } = Orientation.Upright;

    public JpegColour Colour { get; private set; }

    /// <summary>Whether an Adobe marker is there: then CMYK values are stored inverted.</summary>
    public bool Inverted { get; private set; }

    public int MaxH => Planes.Max(plane => plane.H);

    public int MaxV => Planes.Max(plane => plane.V);

    /// <summary>Whether libjpeg-turbo's simple interface knows the sampling.</summary>
    public bool IsOrdinary => Planes is [_] || (Planes[1] is { H: 1, V: 1 } && Planes[2] is { H: 1, V: 1 }
        && (Planes[0].H, Planes[0].V) is (1, 1) or (2, 1) or (2, 2) or (1, 2) or (4, 1)
        && (Planes.Length == 3 || (Planes[3].H, Planes[3].V) == (Planes[0].H, Planes[0].V)));

    /// <summary>Reads the markers up to the first scan, and on to the end of the image if
    /// <paramref name="toEnd"/>.</summary>
    /// <exception cref="BadDataException">There is no frame header, the file ends before the end marker, or a component
    /// never comes.</exception>
    public static JpegHeader Parse(ImageBytes image, bool toEnd = true)
    {
        JpegHeader? header = null;
        var tags = new JpegTags();
        var (scans, seen) = (0, 0);
        for (var position = 2; ;)
        {
            var before = position;
            var marker = JpegMarker.Next(image.Data, ref position, scans > 0);
            var hasJunk = scans == 0 && marker >= 0
                && image.Data.AsSpan(before, position - before - 1).ContainsAnyExcept((byte)255);
            if (hasJunk)
                image.Warn(ImageOddity.ForeignBytes, $"junk lies between its blocks at byte {before}");
            if (marker < 0 || (marker == JpegMarker.EndOfImage && header is null))
                throw image.CutOff(header is null
                    ? "the JPEG file ends before its frame header" : "the JPEG file is cut off before its end marker");
            if (header is not null && marker == JpegMarker.EndOfImage)
                return header.AtEnd(image, position, seen);

            var body = JpegMarker.Body(image, position, marker);
            if (JpegMarker.IsFrame(marker))
                header = header is null ? ReadFrame(image, body, marker)
                    : throw image.DamagedAt(position, "it has two frame headers");
            else if (marker == JpegMarker.StartOfScan && header is not null)
            {
                if (scans++ == 0)
                    header.Take(image, tags);
                if (!toEnd)
                    return header;
                seen |= header.PlanesOf(image, body, position);
                if (scans > MaxScans)
                    throw image.DamagedAt(position, $"it has more than {MaxScans} passes");
            }
            else if (scans == 0)
                tags.Read(image, marker, body);

            position += body.Length + 2;
        }
    }

    /// <summary>Planes that a scan brings, as bits.</summary>
    private int PlanesOf(ImageBytes image, ReadOnlySpan<byte> body, int position)
    {
        var count = body.Length > 0 ? body[0] : 0;
        if (count is < 1 or > 4 || body.Length < 4 + 2 * count)
            throw image.DamagedAt(position, "a scan header is malformed");

        var found = 0;
        for (var i = 0; i < count; i++)
        {
            var id = body[1 + 2 * i];
            var index = Array.FindIndex(Planes, plane => plane.Id == id);
            if (index < 0)
                throw image.DamagedAt(position, $"a scan names the component {id}, which the frame has not");
            found |= 1 << index;
        }

        return found;
    }

    private JpegHeader AtEnd(ImageBytes image, int position, int seen)
    {
        if (seen != (1 << Planes.Length) - 1)
            throw image.Damaged("the JPEG file ends before all of its components have come");

        var rest = image.Data.AsSpan(position);
        if (rest.IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) >= 0)
            image.Warn(ImageOddity.MoreFrames, $"more pictures follow the first at byte {position}");
        else if (rest.ContainsAnyExcept((byte)0))
            image.Warn(ImageOddity.BytesAfterEnd, $"{rest.Length} bytes follow its end at byte {position}");

        return this;
    }

    private void Take(ImageBytes image, JpegTags tags)
    {
        Orientation = tags.Orientation;
        Inverted = tags.AdobeTransform is not null;
        Colour = Planes.Length switch
        {
            1 => JpegColour.Grey,
            3 => tags.HasJfif ? JpegColour.YCbCr
                : tags.AdobeTransform is { } transform ? transform == 0 ? JpegColour.Rgb : JpegColour.YCbCr
                : (Planes[0].Id, Planes[1].Id, Planes[2].Id) == ('R', 'G', 'B') ? JpegColour.Rgb : JpegColour.YCbCr,
            _ => tags.AdobeTransform is null or 0 ? JpegColour.Cmyk : JpegColour.Ycck,
        };
        if (Planes.Length == 4 && tags.LacksProfile)
            image.Warn(ImageOddity.InksWithoutProfile, "it holds inks (CMYK) without a profile: colours are a guess");
    }

    private static JpegHeader ReadFrame(ImageBytes image, ReadOnlySpan<byte> body, int marker)
    {
        if (body.Length < 6 || body.Length < 6 + 3 * body[5])
            throw image.Damaged("the JPEG frame header is cut off");
        if (marker > 0xC2)
            throw image.Unsupported(marker > 0xC8 ? "unsupported JPEG with arithmetic coding"
                : $"unsupported JPEG, lossless or hierarchical (marker 0x{marker:X2})");
        if (body[0] != 8)
            throw image.Unsupported($"unsupported JPEG with {body[0]} bits per value");
        if (body[5] is not (1 or 3 or 4))
            throw image.Unsupported($"unsupported JPEG with {body[5]} components");

        var planes = new JpegPlane[body[5]];
        for (var i = 0; i < planes.Length; i++)
        {
            var part = body.Slice(6 + 3 * i, 3);
            planes[i] = new(part[0], part[1] >> 4, part[1] & 15, part[2]);
            if (planes[i] is { H: < 1 or > 4 } or { V: < 1 or > 4 } or { Table: > 3 })
                throw image.Damaged($"the JPEG frame header gives component {part[0]} a sampling or a table that "
                    + "does not exist");
            var id = part[0];
            if (Array.FindIndex(planes, 0, i, plane => plane.Id == id) >= 0)
                throw image.Damaged($"the JPEG frame header names component {id} twice");
        }

        // A lone plane is not sampled down, whatever it says.
        if (planes is [var only])
            planes = [only with { H = 1, V = 1 }];
        return new()
        {
            Size = image.CheckedSize(body[3] << 8 | body[4], body[1] << 8 | body[2]),
            Planes = planes, Progressive = marker == 0xC2,
        };
    }
}
