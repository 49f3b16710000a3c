using Vireo.Vision.Draw;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Samples;

/// <summary>Draws in the insect's own coordinates (head at −y, length about 1) on a picture and on its mask.</summary>
internal sealed class InsectPainter
{
    private static readonly Rgb _white = new(255, 255, 255);
    private readonly Canvas _picture;
    private readonly Canvas _mask;
    private readonly Point _centre;
    private readonly float _scale;
    private readonly float _degrees;
    private readonly float _sin;
    private readonly float _cos;

    public InsectPainter(Canvas picture, Canvas mask, Point centre, float scale, float degrees)
    {
        (_picture, _mask, _centre, _scale, _degrees) = (picture, mask, centre, scale, degrees);
        (_sin, _cos) = MathF.SinCos(degrees * MathF.PI / 180);
    }

    /// <summary>From the insect's coordinates to pixels.</summary>
    public Point Place(float x, float y) =>
        new(_centre.X + _scale * (_cos * x - _sin * y), _centre.Y + _scale * (_sin * x + _cos * y));

    public void Oval(float x, float y, float radiusX, float radiusY, Ink ink, float degrees = 0)
    {
        var ellipse = new Ellipse(Place(x, y), _scale * radiusX, _scale * radiusY, _degrees + degrees);
        _picture.FillEllipse(ellipse, ink);
        _mask.FillEllipse(ellipse, new(_white));
    }

    /// <summary>The same oval on both sides of the body.</summary>
    public void Ovals(float x, float y, float radiusX, float radiusY, Ink ink, float degrees = 0)
    {
        Oval(x, y, radiusX, radiusY, ink, degrees);
        Oval(-x, y, radiusX, radiusY, ink, -degrees);
    }

    public void Line(Point from, Point to, float width, Ink ink)
    {
        var (a, b, pixels) = (Place(from.X, from.Y), Place(to.X, to.Y), Math.Max(1, _scale * width));
        _picture.DrawLine(a, b, pixels, ink);
        _mask.DrawLine(a, b, pixels, new(_white));
    }

    /// <summary>A bent limb on both sides: from the body over the joint to the tip, given for the right side.</summary>
    public void Limbs(Point body, Point joint, Point tip, float width, Ink ink)
    {
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
        {
            Line(new(side * body.X, body.Y), new(side * joint.X, joint.Y), width, ink);
            Line(new(side * joint.X, joint.Y), new(side * tip.X, tip.Y), width, ink);
        }
    }

    public void Polygons(ReadOnlySpan<Point> right, Ink ink)
    {
        var corners = new Point[right.Length];
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
        {
            for (var i = 0; i < right.Length; i++)
                corners[i] = Place(side * right[i].X, right[i].Y);
            _picture.FillPolygon(corners, ink);
            _mask.FillPolygon(corners, new(_white));
        }
    }
}
