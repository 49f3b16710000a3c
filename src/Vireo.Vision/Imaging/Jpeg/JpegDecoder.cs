namespace Vireo.Vision.Imaging.Jpeg;

/// <summary>The managed JPEG decoder: baseline, extended and progressive with Huffman coding, 8 bits.</summary>
/// <remarks>ITU-T T.81. The inverse transform, the way colour planes are scaled up and the colour arithmetic are those
/// of the reference implementation, so that its pixels come out. Strict: data that ends early, codes and restart
/// markers that do not exist and passes that contradict each other are errors.</remarks>
internal sealed class JpegDecoder
{
    private readonly ImageBytes _image;
    private readonly JpegHeader _header;
    private readonly JpegComponent[] _components;
    private readonly int[]?[] _quantisation = new int[4][];
    private readonly JpegHuffman?[] _dc = new JpegHuffman[4];
    private readonly JpegHuffman?[] _ac = new JpegHuffman[4];
    private int _interval;

    private JpegDecoder(ImageBytes image, JpegHeader header, int scale)
    {
        (_image, _header) = (image, header);
        _components = Array.ConvertAll(header.Planes, plane => new JpegComponent(image, header, plane, scale));
    }

    /// <summary>Decodes a whole file.</summary>
    /// <param name="image">The file.</param>
    /// <param name="header">Its headers.</param>
    /// <param name="scale">8 for the full size, 4, 2 or 1 for that many eighths.</param>
    public static Raster Decode(ImageBytes image, JpegHeader header, int scale)
    {
        var decoder = new JpegDecoder(image, header, scale);
        decoder.ReadAll();
        return JpegOutput.Compose(image, header, decoder._components, scale);
    }

    /// <summary>From the order of the file to that of rows; what lies beyond ends in the last place.</summary>
    public static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
        28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61,
        54, 47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
    ];

    private void ReadAll()
    {
        var scanned = false;
        for (var position = 2; ;)
        {
            var marker = JpegMarker.Next(_image.Data, ref position, scanned);
            if (marker is < 0 or JpegMarker.EndOfImage)
                break;

            var body = JpegMarker.Body(_image, position, marker);
            var start = position;
            position += body.Length + 2;
            switch (marker)
            {
                case JpegMarker.Quantisation: ReadQuantisation(body, start); break;
                case JpegMarker.HuffmanTables: ReadHuffman(body, start); break;
                case JpegMarker.RestartInterval when body.Length == 2: _interval = body[0] << 8 | body[1]; break;
                case JpegMarker.RestartInterval: throw _image.DamagedAt(start, "the restart interval is malformed");
                case JpegMarker.StartOfScan:
                    scanned = true;
                    position = Decode(ReadScan(body, start), position);
                    break;
            }
        }

        if (_header.Progressive)
            foreach (var component in _components)
                JpegProgressive.Transform(component);
    }

    private int Decode(JpegScan scan, int position)
    {
        var bits = new JpegBits(_image.Data, position);
        var fault = _header.Progressive
            ? JpegProgressive.Decode(scan, ref bits) : JpegSequential.Decode(scan, ref bits);
        return fault is null ? bits.Position : throw _image.DamagedAt(bits.Position, fault);
    }

    private void ReadQuantisation(ReadOnlySpan<byte> body, int start)
    {
        while (!body.IsEmpty)
        {
            var (wide, index) = (body[0] >> 4, body[0] & 15);
            var length = wide == 0 ? 64 : 128;
            if (index > 3 || wide > 1 || body.Length < 1 + length)
                throw _image.DamagedAt(start, "a quantisation table is malformed");

            var table = new int[64];
            for (var i = 0; i < 64; i++)
                table[ZigZag[i]] = wide == 0 ? body[1 + i] : body[1 + 2 * i] << 8 | body[2 + 2 * i];
            _quantisation[index] = table;
            body = body[(1 + length)..];
        }
    }

    private void ReadHuffman(ReadOnlySpan<byte> body, int start)
    {
        while (!body.IsEmpty)
        {
            var (kind, index) = (body[0] >> 4, body[0] & 15);
            var total = 0;
            for (var i = 1; i <= 16 && i < body.Length; i++)
                total += body[i];
            if (kind > 1 || index > 3 || total > 256 || body.Length < 17 + total
                || JpegHuffman.Create(body.Slice(1, 16), body.Slice(17, total)) is not { } table)
                throw _image.DamagedAt(start, "a Huffman table is malformed");

            (kind == 0 ? _dc : _ac)[index] = table;
            body = body[(17 + total)..];
        }
    }

    private JpegScan ReadScan(ReadOnlySpan<byte> body, int start)
    {
        var components = new JpegComponent[body[0]];
        for (var i = 0; i < components.Length; i++)
        {
            var (id, tables) = (body[1 + 2 * i], body[2 + 2 * i]);
            var component = Array.Find(_components, c => c.Plane.Id == id);
            if (component is null || Array.IndexOf(components, component) >= 0 || (tables >> 4) > 3 || (tables & 15) > 3)
                throw _image.DamagedAt(start, "a scan header is malformed");
            if (component.Quantisation.Length == 0)
                component.Quantisation = _quantisation[component.Plane.Table]
                    ?? throw _image.DamagedAt(start, $"the quantisation table {component.Plane.Table} is missing");
            (component.Dc, component.Ac) = (_dc[tables >> 4], _ac[tables & 15]);
            component.Prediction = 0;
            components[i] = component;
        }

        var rest = body[(1 + 2 * components.Length)..];
        var scan = new JpegScan(components, rest[0], rest[1], rest[2] >> 4, rest[2] & 15, _interval);
        if (components.Length > 1 && components.Sum(c => c.Plane.H * c.Plane.V) > 10)
            throw _image.DamagedAt(start, "a scan has more than ten blocks in a unit");
        if (Fault(scan) is { } fault)
            throw _image.DamagedAt(start, fault);

        return scan;
    }

    private string? Fault(JpegScan scan)
    {
        if (_header.Progressive)
            return JpegProgressive.Fault(scan);
        foreach (var component in scan.Components)
            if (component.Dc is not { Largest: <= 15 } || component.Ac is null)
                return "a scan uses a Huffman table that is missing";

        return null;
    }
}
