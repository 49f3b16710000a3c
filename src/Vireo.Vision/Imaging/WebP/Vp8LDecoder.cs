namespace Vireo.Vision.Imaging.WebP;

/// <summary>Decodes lossless WebP pictures (VP8L) to pixels of alpha, red, green and blue.</summary>
/// <remarks>"WebP Lossless Bitstream Specification", Google 2012. Strict: data that ends early and codes that do not
/// exist are errors.</remarks>
internal ref struct Vp8LDecoder
{
    private readonly ImageBytes _image;
    private readonly int _start;
    private Vp8LBits _bits;

    private Vp8LDecoder(ImageBytes image, int start, int length)
    {
        (_image, _start) = (image, start);
        _bits = new(image.Data.AsSpan(start, length));
    }

    /// <summary>Decodes what follows the header of a picture.</summary>
    /// <param name="image">The file.</param>
    /// <param name="start">First byte behind the header.</param>
    /// <param name="length">Bytes there.</param>
    /// <param name="size">Size of the picture.</param>
    public static uint[] Decode(ImageBytes image, int start, int length, ImageSize size)
    {
        if (4L * size.Width * size.Height > image.Options.MaxBytes)
            throw image.TooLarge("its pixels take more bytes than the limit");
        var decoder = new Vp8LDecoder(image, start, length);
        var transforms = new List<Vp8LTransform>();
        var width = size.Width;
        while (decoder._bits.Flag())
        {
            var kind = (Vp8LTransformKind)decoder._bits.Take(2);
            if (transforms.Exists(known => known.Kind == kind))
                throw decoder.Broken("a transform comes twice");
            var transform = decoder.ReadTransform(kind, new(width, size.Height));
            transforms.Add(transform);
            width = transform.StoredWidth;
        }

        var pixels = decoder.ReadPixels(new(width, size.Height), isMain: true);
        for (var i = transforms.Count - 1; i >= 0; i--)
            pixels = transforms[i].Undo(pixels);
        return pixels;
    }

    private readonly BadDataException Broken(string what) => _image.DamagedAt(_start, $"its lossless data: {what}");

    private static int Parts(int length, int bits) => (length + (1 << bits) - 1) >> bits;

    private Vp8LTransform ReadTransform(Vp8LTransformKind kind, ImageSize size)
    {
        switch (kind)
        {
            case Vp8LTransformKind.SubtractGreen:
                return new(kind, size, 0, []);
            case Vp8LTransformKind.Palette:
                var count = _bits.Take(8) + 1;
                var palette = ReadPixels(new(count, 1), isMain: false);
                for (var i = 1; i < count; i++)
                    palette[i] = Vp8LTransform.Add(palette[i], palette[i - 1]);
                return new(kind, size, count > 16 ? 0 : count > 4 ? 1 : count > 2 ? 2 : 3, palette);
            default:
                var bits = _bits.Take(3) + 2;
                return new(kind, size, bits,
                    ReadPixels(new(Parts(size.Width, bits), Parts(size.Height, bits)), isMain: false));
        }
    }

    private uint[] ReadPixels(ImageSize size, bool isMain)
    {
        var cacheBits = _bits.Flag() ? _bits.Take(4) : 0;
        if (cacheBits > 11)
            throw Broken("its colour cache is too large");

        var (groupBits, map) = (0, Array.Empty<uint>());
        var groups = 1;
        if (isMain && _bits.Flag())
        {
            groupBits = _bits.Take(3) + 2;
            map = ReadPixels(new(Parts(size.Width, groupBits), Parts(size.Height, groupBits)), isMain: false);
            for (var i = 0; i < map.Length; i++)
            {
                map[i] = map[i] >> 8 & 0xFFFF;
                groups = Math.Max(groups, (int)map[i] + 1);
            }
        }

        if (5L * groups * Vp8LCode.Bytes > _image.Options.MaxBytes)
            throw _image.TooLarge("its prefix codes take more bytes than the limit");
        var codes = new Vp8LCode[5 * groups];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = ReadCode((i % 5) switch { 0 => 280 + (cacheBits > 0 ? 1 << cacheBits : 0), 4 => 40, _ => 256 });
            if (_bits.Overran)
                throw Broken("it ends early");
        }

        return ReadCoded(size, cacheBits, codes, map, groupBits);
    }

    private Vp8LCode ReadCode(int alphabet)
    {
        if (_bits.Flag())
        {
            var two = _bits.Flag();
            var first = _bits.Take(_bits.Flag() ? 8 : 1);
            int? second = two ? _bits.Take(8) : null;
            if (Math.Max(first, second ?? 0) >= alphabet)
                throw Broken("a symbol does not exist");
            return Vp8LCode.Simple(first, second);
        }

        ReadOnlySpan<byte> order = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
        var lengths = new byte[19];
        var count = 4 + _bits.Take(4);
        for (var i = 0; i < count; i++)
            lengths[order[i]] = (byte)_bits.Take(3);
        return Vp8LCode.Create(lengths) is { } lengthCode && Vp8LCode.Create(ReadLengths(lengthCode, alphabet)) is { } code
            ? code : throw Broken("a prefix code is malformed");
    }

    private byte[] ReadLengths(Vp8LCode lengthCode, int alphabet)
    {
        var lengths = new byte[alphabet];
        var left = alphabet;
        if (_bits.Flag())
            left = 2 + _bits.Take(2 + 2 * _bits.Take(3));
        byte previous = 8;
        for (var at = 0; at < alphabet && left > 0; left--)
        {
            var symbol = lengthCode.Read(ref _bits);
            if (symbol < 16)
            {
                lengths[at++] = (byte)symbol;
                previous = symbol > 0 ? (byte)symbol : previous;
                continue;
            }

            var times = symbol switch { 16 => 3 + _bits.Take(2), 17 => 3 + _bits.Take(3), _ => 11 + _bits.Take(7) };
            if (times > alphabet - at)
                throw Broken("a prefix code is malformed");
            lengths.AsSpan(at, times).Fill(symbol == 16 ? previous : (byte)0);
            at += times;
        }

        return lengths;
    }

    private uint[] ReadCoded(ImageSize size, int cacheBits, Vp8LCode[] codes, uint[] map, int groupBits)
    {
        var pixels = new uint[size.Width * size.Height];
        var cache = new uint[cacheBits > 0 ? 1 << cacheBits : 0];
        var cached = 0;
        var across = Parts(size.Width, groupBits);
        for (var at = 0; at < pixels.Length;)
        {
            var group = map.Length == 0 ? 0
                : 5 * (int)map[(at / size.Width >> groupBits) * across + (at % size.Width >> groupBits)];
            var symbol = codes[group].Read(ref _bits);
            if (symbol < 256)
            {
                var red = codes[group + 1].Read(ref _bits);
                var blue = codes[group + 2].Read(ref _bits);
                var alpha = codes[group + 3].Read(ref _bits);
                pixels[at++] = (uint)(alpha << 24 | red << 16 | symbol << 8 | blue);
            }
            else if (symbol < 280)
            {
                var length = Value(symbol - 256);
                var distance = Vp8LPlanes.Distance(Value(codes[group + 4].Read(ref _bits)), size.Width);
                if (distance > at || length > pixels.Length - at)
                    throw Broken("a copy leaves the picture");
                for (var end = at + length; at < end; at++)
                    pixels[at] = pixels[at - distance];
            }
            else
            {
                for (; cached < at; cached++)
                    cache[Hash(pixels[cached], cacheBits)] = pixels[cached];
                pixels[at++] = cache[symbol - 280];
            }

            if (_bits.Overran)
                throw Broken("it ends early");
        }

        return pixels;
    }

    private static int Hash(uint pixel, int bits) => (int)((0x1E35A7BDu * pixel) >> (32 - bits));

    /// <summary>A length or distance from its prefix and the bits that follow.</summary>
    private int Value(int prefix)
    {
        if (prefix < 4)
            return prefix + 1;
        var extra = (prefix - 2) >> 1;
        return ((2 + (prefix & 1)) << extra) + Take(extra) + 1;
    }

    private int Take(int count) =>
        count <= 16 ? _bits.Take(count) : _bits.Take(16) | _bits.Take(count - 16) << 16;
}
