using Vireo.Vision.Imaging;

namespace Vireo.Vision.Draw;

/// <summary>A picture to draw on: three channels of 8 bits, edges antialiased by the distance to them.</summary>
public sealed class Canvas
{
    private readonly byte[] _pixels;

    /// <summary>A canvas of one colour.</summary>
    public Canvas(int width, int height, Rgb background)
        : this(Image.Filled(width, height, background))
    {
    }

    /// <summary>A canvas that starts as a copy of an image.</summary>
    public Canvas(Image image) =>
        (Width, Height, _pixels) = (image.Width, image.Height, image.WithChannels(3).Pixels.ToArray());

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>A copy of what has been drawn.</summary>
    public Image ToImage() => new(Width, Height, 3, (byte[])_pixels.Clone());

    /// <summary>Colours one pixel; one outside the canvas is left out.</summary>
    public void Set(int x, int y, Rgb colour)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height)
            return;

        var at = (y * Width + x) * 3;
        (_pixels[at], _pixels[at + 1], _pixels[at + 2]) = (colour.R, colour.G, colour.B);
    }

    /// <summary>Copies a picture onto the canvas; parts outside are left out.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="x">Where its left edge goes.</param>
    /// <param name="y">Where its upper edge goes.</param>
    public void Paste(Image image, int x, int y)
    {
        ArgumentNullException.ThrowIfNull(image);
        var source = image.WithChannels(3);
        var (left, right) = (Math.Max(x, 0), Math.Min(x + source.Width, Width));
        for (var row = Math.Max(y, 0); row < Math.Min(y + source.Height, Height) && left < right; row++)
            source.Row(row - y).Slice((left - x) * 3, (right - left) * 3)
                .CopyTo(_pixels.AsSpan((row * Width + left) * 3));
    }

    /// <summary>Fills an ellipse; parts outside the canvas are left out.</summary>
    public void FillEllipse(Ellipse ellipse, Ink ink)
    {
        var reach = Math.Max(ellipse.RadiusX, ellipse.RadiusY);
        if (!(ellipse.RadiusX > 0 && ellipse.RadiusY > 0))
            return;

        var (sin, cos) = MathF.SinCos(ellipse.Degrees * MathF.PI / 180);
        var (centre, radiusX, radiusY) = (ellipse.Centre, ellipse.RadiusX, ellipse.RadiusY);
        Fill(Bounds(centre, centre, reach), ink, (x, y) =>
        {
            var (dx, dy) = (x - centre.X, y - centre.Y);
            var (u, v) = ((cos * dx + sin * dy) / radiusX, (cos * dy - sin * dx) / radiusY);
            // To first order the distance is the value of the equation over the length of its gradient.
            var value = MathF.Sqrt(u * u + v * v);
            var slope = MathF.Sqrt(u * u / (radiusX * radiusX) + v * v / (radiusY * radiusY));
            return slope == 0 ? -Math.Min(radiusX, radiusY) : value * (value - 1) / slope;
        });
    }

    /// <summary>Draws a line with round ends.</summary>
    /// <param name="from">One end.</param>
    /// <param name="to">The other end.</param>
    /// <param name="width">Thickness in pixels.</param>
    /// <param name="ink">Colour and opacity.</param>
    public void DrawLine(Point from, Point to, float width, Ink ink) =>
        Fill(Bounds(from, to, width / 2), ink, (x, y) => DistanceToSegment(x, y, from, to) - width / 2);

    /// <summary>Fills a closed polygon by the even-odd rule.</summary>
    public void FillPolygon(ReadOnlySpan<Point> points, Ink ink)
    {
        if (points.Length < 3)
            return;

        var corners = points.ToArray();
        var (low, high) = (corners[0], corners[0]);
        foreach (var point in corners)
        {
            low = new(Math.Min(low.X, point.X), Math.Min(low.Y, point.Y));
            high = new(Math.Max(high.X, point.X), Math.Max(high.Y, point.Y));
        }

        Fill(Bounds(low, high, 0), ink, (x, y) => DistanceToPolygon(x, y, corners));
    }

    /// <summary>Changes every pixel.</summary>
    /// <param name="change">From the pixel's centre and colour to its new colour.</param>
    public void Map(Func<Point, Rgb, Rgb> change)
    {
        for (var i = 0; i < _pixels.Length; i += 3)
        {
            var pixel = i / 3;
            var colour = change(
                new(pixel % Width + 0.5f, pixel / Width + 0.5f), new(_pixels[i], _pixels[i + 1], _pixels[i + 2]));
            (_pixels[i], _pixels[i + 1], _pixels[i + 2]) = (colour.R, colour.G, colour.B);
        }
    }

    private PixelRegion Bounds(Point a, Point b, float margin)
    {
        // Compared as floats first: a shape far outside must not overflow a whole number.
        var left = (int)Math.Clamp(MathF.Floor(Math.Min(a.X, b.X) - margin - 1), 0, Width);
        var top = (int)Math.Clamp(MathF.Floor(Math.Min(a.Y, b.Y) - margin - 1), 0, Height);
        var right = (int)Math.Clamp(MathF.Ceiling(Math.Max(a.X, b.X) + margin + 1), 0, Width);
        var bottom = (int)Math.Clamp(MathF.Ceiling(Math.Max(a.Y, b.Y) + margin + 1), 0, Height);
        return new(left, top, right - left, bottom - top);
    }

    /// <summary>Blends by coverage, a half minus the signed distance of the pixel's centre (negative inside).</summary>
    private void Fill(PixelRegion region, Ink ink, Func<float, float, float> distance)
    {
        for (var y = region.Y; y < region.Y + region.Height; y++)
            for (var x = region.X; x < region.X + region.Width; x++)
            {
                var cover = ink.Opacity * Math.Clamp(0.5f - distance(x + 0.5f, y + 0.5f), 0, 1);
                if (!(cover > 0))
                    continue;

                var pixel = _pixels.AsSpan((y * Width + x) * 3, 3);
                pixel[0] = Blend(pixel[0], ink.Colour.R, cover);
                pixel[1] = Blend(pixel[1], ink.Colour.G, cover);
                pixel[2] = Blend(pixel[2], ink.Colour.B, cover);
            }
    }

    private static byte Blend(byte below, byte above, float cover) => (byte)(below + (above - below) * cover + 0.5f);

    private static float DistanceToSegment(float x, float y, Point a, Point b)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var length = dx * dx + dy * dy;
        var along = length > 0 ? Math.Clamp(((x - a.X) * dx + (y - a.Y) * dy) / length, 0, 1) : 0;
        var (px, py) = (x - a.X - along * dx, y - a.Y - along * dy);
        return MathF.Sqrt(px * px + py * py);
    }

    private static float DistanceToPolygon(float x, float y, Point[] corners)
    {
        var nearest = float.MaxValue;
        var inside = false;
        for (int i = 0, j = corners.Length - 1; i < corners.Length; j = i++)
        {
            var (a, b) = (corners[i], corners[j]);
            nearest = Math.Min(nearest, DistanceToSegment(x, y, a, b));
            if (a.Y > y != b.Y > y && x < (b.X - a.X) * (y - a.Y) / (b.Y - a.Y) + a.X)
                inside = !inside;
        }

        return inside ? -nearest : nearest;
    }
}
