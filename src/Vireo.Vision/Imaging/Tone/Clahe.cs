namespace Vireo.Vision.Imaging.Tone;

/// <summary>Contrast-limited adaptive histogram equalisation of one size of picture.</summary>
internal sealed class Clahe
{
    private readonly Surround _around;
    private readonly (int X, int Y) _tiles;
    private readonly ImageSize _tile;
    private readonly int _limit;

    /// <summary>Divides a picture into tiles; where they do not fit, it grows right and below by mirroring: each axis
    /// up to its next multiple, by a whole row or column of the number of tiles where only the other did not
    /// fit.</summary>
    public Clahe(ImageSize size, double clipLimit, int tilesX, int tilesY)
    {
        var fits = size.Width % tilesX == 0 && size.Height % tilesY == 0;
        var (right, bottom) = fits ? (0, 0) : (tilesX - size.Width % tilesX, tilesY - size.Height % tilesY);
        _around = new(size.Width, size.Height, 1, 0, 0, right, bottom);
        _tiles = (tilesX, tilesY);
        _tile = new(_around.OuterWidth / tilesX, _around.OuterHeight / tilesY);
        var area = _tile.Width * _tile.Height;
        _limit = clipLimit > 0 ? Math.Max((int)(clipLimit * area / 256), 1) : int.MaxValue;
    }

    public Image Apply(Image image)
    {
        var result = image.Pixels.ToArray();
        var channels = image.Channels;
        var plane = new byte[image.Width * image.Height];
        for (var c = 0; c < Math.Min(channels, 3); c++)
        {
            for (var i = 0; i < plane.Length; i++)
                plane[i] = result[i * channels + c];
            var tables = Tables(Borders.Around<byte>(plane, _around, PadMode.Reflect));
            for (var y = 0; y < image.Height; y++)
                Row(plane.AsSpan(y * image.Width, image.Width), y, tables,
                    result.AsSpan(y * image.Width * channels + c), channels);
        }

        return new(image.Width, image.Height, channels, result);
    }

    private byte[] Tables(byte[] padded)
    {
        var tables = new byte[_tiles.X * _tiles.Y * 256];
        Span<int> counts = stackalloc int[256];
        var scale = 255f / (_tile.Width * _tile.Height);
        for (var t = 0; t < _tiles.X * _tiles.Y; t++)
        {
            counts.Clear();
            var (left, top) = (t % _tiles.X * _tile.Width, t / _tiles.X * _tile.Height);
            for (var y = top; y < top + _tile.Height; y++)
                foreach (var value in padded.AsSpan(y * _around.OuterWidth + left, _tile.Width))
                    counts[value]++;
            Clip(counts);
            var sum = 0;
            for (var v = 0; v < 256; v++)
                tables[t * 256 + v] = Saturate.ToByte((sum += counts[v]) * scale);
        }

        return tables;
    }

    /// <summary>Takes what is above the limit and shares it out: equally first, the rest one by one at equal
    /// distances.</summary>
    private void Clip(Span<int> counts)
    {
        var excess = 0;
        foreach (ref var count in counts)
        {
            excess += Math.Max(0, count - _limit);
            count = Math.Min(count, _limit);
        }

        foreach (ref var count in counts)
            count += excess / 256;
        var rest = excess % 256;
        var step = rest == 0 ? 256 : Math.Max(256 / rest, 1);
        for (var v = 0; v < 256 && rest > 0; v += step, rest--)
            counts[v]++;
    }

    /// <summary>Bilinear between the tables of the four nearest tiles.</summary>
    private void Row(ReadOnlySpan<byte> source, int y, byte[] tables, Span<byte> target, int channels)
    {
        var (upper, lower, down) = Between(y, _tile.Height, _tiles.Y);
        for (var x = 0; x < source.Length; x++)
        {
            var (left, right, along) = Between(x, _tile.Width, _tiles.X);
            float At(int row, int column, byte value) => tables[(row * _tiles.X + column) * 256 + value];
            var v = source[x];
            var top = At(upper, left, v) * (1 - along) + At(upper, right, v) * along;
            var bottom = At(lower, left, v) * (1 - along) + At(lower, right, v) * along;
            target[x * channels] = Saturate.ToByte(top * (1 - down) + bottom * down);
        }
    }

    private static (int First, int Second, float Part) Between(int position, int length, int tiles)
    {
        var at = position * (1f / length) - 0.5f;
        var first = (int)MathF.Floor(at);
        return (Math.Max(first, 0), Math.Min(first + 1, tiles - 1), at - first);
    }
}
