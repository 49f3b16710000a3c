using Vireo.Vision.Draw;

namespace Vireo.Vision.Tests.Draw;

public sealed class CanvasTests
{
    private static readonly Ink _white = new(new(255, 255, 255));

    [Theory]
    [InlineData(20, 10, 0)]
    [InlineData(20, 10, 37)]
    [InlineData(6, 17, 90)]
    public void An_ellipse_covers_its_area(float radiusX, float radiusY, float degrees)
    {
        var canvas = new Canvas(64, 64, default);
        canvas.FillEllipse(new(new(31.3f, 32.1f), radiusX, radiusY, degrees), _white);

        Assert.Equal(Math.PI * radiusX * radiusY, Coverage(canvas), Math.PI * radiusX * radiusY * 0.01);
    }

    [Fact]
    public void A_line_covers_its_area_with_round_ends()
    {
        var canvas = new Canvas(64, 64, default);
        canvas.DrawLine(new(10, 12), new(40, 52), 6, _white);

        Assert.Equal(50 * 6 + Math.PI * 9, Coverage(canvas), 3.0);
    }

    [Fact]
    public void A_polygon_covers_its_area()
    {
        var canvas = new Canvas(64, 64, default);
        canvas.FillPolygon([new(10, 10), new(50, 20), new(40, 50), new(20, 40)], _white);

        // The shoelace formula.
        Assert.Equal(900, Coverage(canvas), 6.0);
    }

    [Fact]
    public void Shapes_beyond_the_edge_are_cut_off_without_an_error()
    {
        var canvas = new Canvas(8, 8, default);
        canvas.FillEllipse(new(new(-1e9f, 4), 1e3f, 1e3f), _white);
        canvas.DrawLine(new(-100, 4), new(1e12f, 4), 2, _white);

        Assert.Equal(16, Coverage(canvas), 0.1);
    }

    [Fact]
    public void Half_opaque_ink_lets_half_of_the_ground_through()
    {
        var canvas = new Canvas(4, 4, new(100, 0, 200));
        canvas.FillEllipse(new(new(2, 2), 9, 9), new(new(200, 100, 0), 0.5f));

        Assert.Equal([150, 50, 100], canvas.ToImage().Pixels[..3].ToArray());
    }

    private static double Coverage(Canvas canvas)
    {
        var sum = 0.0;
        foreach (var value in canvas.ToImage().WithChannels(1).Pixels)
            sum += value / 255.0;
        return sum;
    }
}
