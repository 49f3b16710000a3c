using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;
using Vireo.Vision.Imaging.Geometry;

namespace Vireo.Vision.Tests.Imaging;

public sealed class WarpTests
{
    [Theory]
    [InlineData(Interpolation.Nearest)]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.Bicubic)]
    [InlineData(Interpolation.Lanczos)]
    public void Quarter_turns_and_whole_shifts_are_exact(Interpolation interpolation)
    {
        var image = Golden.Noise(11, 11, 3);
        var options = new WarpOptions { Interpolation = interpolation };

        Assert.Equal(
            image.Oriented(Orientation.Rotate90CounterClockwise).Pixels.ToArray(),
            image.Rotate(90, options).Pixels.ToArray());
        var moved = image.Warp(Affine2D.Translation(2, -3), image.Size, options);
        Assert.Equal(image[5, 4, 1], moved[2, 6, 1]);
        Assert.Equal(0, moved[2, 1, 0]);
    }

    [Fact]
    public void A_map_and_its_inverse_cancel()
    {
        var affine = new Affine2D(0.9, 0.2, 5, -0.1, 1.2, 3);
        var perspective = new Perspective2D(0.9, 0.2, 5, -0.1, 1.2, 3, 0.002, 0.001);
        var (x, y) = affine.Then(affine.Inverse()).Map(7, 11);
        var forth = perspective.Map(7, 11);
        var (u, v) = perspective.Inverse().Map(forth.X, forth.Y);

        Assert.Equal((7.0, 11.0), (Math.Round(x, 9), Math.Round(y, 9)));
        Assert.Equal((7.0, 11.0), (Math.Round(u, 9), Math.Round(v, 9)));
    }

    [Fact]
    public void A_map_from_four_points_takes_them_there()
    {
        ReadOnlySpan<(double X, double Y)> from = [(0, 0), (10, 1), (9, 8), (-1, 7)];
        ReadOnlySpan<(double X, double Y)> to = [(2, 3), (8, 2), (12, 9), (0, 11)];
        var map = Perspective2D.FromPoints(from, to);
        for (var i = 0; i < 4; i++)
        {
            var (x, y) = map.Map(from[i].X, from[i].Y);
            Assert.Equal(to[i], (Math.Round(x, 9), Math.Round(y, 9)));
        }
    }

    [Fact]
    public void Points_on_a_line_make_no_map()
    {
        Assert.Throws<ArgumentException>(() => Affine2D.FromPoints([(0, 0), (1, 1), (2, 2)], [(0, 0), (1, 0), (0, 1)]));
        Assert.Throws<ArgumentException>(() => Perspective2D.FromPoints(
            [(0, 0), (1, 1), (2, 2), (5, 0)], [(0, 0), (1, 0), (0, 1), (1, 1)]));
        Assert.Throws<InvalidOperationException>(() => new Affine2D(1, 2, 0, 2, 4, 0).Inverse());
    }

    [Fact]
    public void A_similarity_is_found_again()
    {
        var map = Affine2D.Rotation((3, 4), 37, 1.3).Then(Affine2D.Translation(5, -2));
        (double X, double Y)[] from = [(0, 0), (7, 1), (3, 9), (-2, 5)];
        var found = Affine2D.Similarity(from, [.. from.Select(p => map.Map(p.X, p.Y))]);

        Assert.Equal(map.A, found.A, 1e-12);
        Assert.Equal(map.B, found.B, 1e-12);
        Assert.Equal(map.F, found.F, 1e-10);
    }

    [Fact]
    public void A_field_without_strength_changes_nothing_and_edges_of_a_grid_stay()
    {
        var image = Golden.Noise(31, 23, 3);
        var still = DisplacementField.Elastic(image.Size, 0, 4, new Rng(1));
        var grid = DisplacementField.Grid(image.Size, 4, 0.5f, new Rng(2));

        Assert.Equal(image.Pixels.ToArray(), still.Apply(image).Pixels.ToArray());
        Assert.Equal((0f, 30f, 22f), (grid.X[0], grid.X[30], MathF.Round(grid.Y[22 * 31], 3)));
        Assert.All(Enumerable.Range(1, 30), x => Assert.True(grid.X[x] > grid.X[x - 1]));
    }

    [Fact]
    public void A_square_is_measured()
    {
        (double X, double Y)[] square = [(1, 1), (5, 4), (2, 8), (-2, 5)];
        var box = Polygons.MinAreaRect(square);

        Assert.Equal(25, Polygons.Area(square), 1e-9);
        Assert.Equal(20, Polygons.Perimeter(square), 1e-9);
        Assert.Equal((1.5, 4.5), Polygons.Centroid(square));
        Assert.Equal(25, box.Area, 1e-9);
        Assert.Equal((1.5, 4.5), (Math.Round(box.X, 9), Math.Round(box.Y, 9)));
        Assert.True(Polygons.Contains(square, 1.5, 4.5) && Polygons.Contains(square, 3, 2.5));
        Assert.False(Polygons.Contains(square, 1, 0.9) || Polygons.Contains(square, 5, 1));
    }

    [Fact]
    public void Diagonal_neighbours_are_one_part_or_two()
    {
        var mask = new Image(3, 2, 1, [9, 0, 0, 0, 9, 9]);

        Assert.Single(ConnectedComponents.Of(mask).Parts);
        Assert.Equal([1, 2], ConnectedComponents.Of(mask, diagonal: false).Parts.Select(p => p.Area));
        Assert.Equal([1, 0, 0, 0, 2, 2], ConnectedComponents.Of(mask, diagonal: false).Labels.ToArray());
    }
}
