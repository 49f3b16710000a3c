using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Vision.Imaging;

namespace Vireo.Training.Tests.Classification;

/// <summary>Large images, tile by tile.</summary>
public class TileTests
{
    [Theory]
    [InlineData(100, 70, 32, 8)]
    [InlineData(64, 64, 32, 0)]
    [InlineData(65, 33, 32, 31)]
    [InlineData(20, 90, 32, 4)]
    [InlineData(5, 3, 32, 4)]
    [InlineData(32, 32, 32, 4)]
    public void Tiles_cover_every_pixel_and_stay_inside(int width, int height, int side, int overlap)
    {
        var size = new ImageSize(width, height);
        var count = new int[height, width];
        var regions = TileGrid.Over(size, side, overlap).ToList();
        foreach (var region in regions)
        {
            Assert.True(region.FitsIn(size));
            Assert.Equal((Math.Min(side, width), Math.Min(side, height)), (region.Width, region.Height));
            for (var y = region.Y; y < region.Y + region.Height; y++)
            {
                for (var x = region.X; x < region.X + region.Width; x++) count[y, x]++;
            }
        }

        Assert.All(count.Cast<int>(), times => Assert.True(times > 0));
        Assert.Equal(regions.Count, regions.Distinct().Count());
        Assert.Equal(regions.Count, TileGrid.CountOver(size, side, overlap));
        var columns = regions.Select(r => r.X).Distinct().Order().ToList();
        Assert.All(columns.Zip(columns.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, side - overlap));
    }

    [Fact]
    public void A_grid_of_known_numbers()
    {
        // 100 pixels by 32 with 8 in common: 0, 24, 48 and the last one shifted inside, 68.
        Assert.Equal([0, 24, 48, 68], TileGrid.Over(new(100, 32), 32, 8).Select(r => r.X));
    }

    [Fact]
    public void A_tile_says_what_its_pixels_say_alone()
    {
        using var predictor = new Predictor(Model());
        var image = Picture(1, 100, 70);
        var found = predictor.PredictTiles(image, 32, 8);
        Assert.Equal(12, found.Tiles.Count); // 0, 24, 48, 68 by 0, 24, 38
        foreach (var tile in (int[])[0, 3, 11])
        {
            // A square picture of the very size of the network is seen as it is.
            var alone = predictor.PredictTiles(image.Crop(found.Tiles[tile].Region), 32, 8);
            Assert.Equal(alone.Tiles[0].Probabilities, found.Tiles[tile].Probabilities, (a, b) => Math.Abs(a - b) < 1e-5);
        }

        Assert.Equal(new(68, 38, 32, 32), found.Tiles[^1].Region);
    }

    [Fact]
    public void A_tile_is_seen_whole()
    {
        var bundle = Model();
        using var predictor = new Predictor(bundle);
        using var uncut = new Predictor(bundle.With(d => d with
        {
            Preprocessing = d.Preprocessing with { View = d.Preprocessing.View with { ShorterSide = 32 } },
        }));
        var image = Picture(2, 64, 64);
        Assert.Equal(
            uncut.Probabilities(image), Assert.Single(predictor.PredictTiles(image, 64).Tiles).Probabilities);
        Assert.NotEqual(predictor.Probabilities(image), uncut.Probabilities(image));
    }

    [Fact]
    public void An_image_smaller_than_a_tile_is_continued_by_its_edge()
    {
        using var predictor = new Predictor(Model());
        var image = Picture(3, 20, 50);
        var found = predictor.PredictTiles(image, 32, 0);
        Assert.Equal([new(0, 0, 20, 32), new(0, 18, 20, 32)], found.Tiles.Select(t => t.Region));

        var padded = new byte[32 * 32 * 3];
        for (var i = 0; i < padded.Length; i++)
            padded[i] = image[i / 96 + 18, Math.Min(19, i / 3 % 32), i % 3];
        var alone = predictor.PredictTiles(new(32, 32, 3, padded), 32, 0);
        Assert.Equal(alone.Tiles[0].Probabilities, found.Tiles[1].Probabilities, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void A_small_defect_is_not_averaged_away()
    {
        var found = Made([0.99f, 0.01f], [0.98f, 0.02f], [0.07f, 0.93f], [0.97f, 0.03f]);
        Assert.Equal(["good", "defect"], found.Joined.Select(c => c.Class));
        var defect = found.Joined[1];
        Assert.Equal(0.93f, defect.Probability);
        Assert.Equal((0.01 + 0.02 + 0.93 + 0.03) / 4, defect.Mean, 1e-6);
        Assert.Equal(new(0, 10, 10, 10), defect.Place);
        Assert.Equal("defect", found.Standout);
        Assert.Equal("good", Made([0.9f, 0.1f]).Standout);
    }

    [Fact]
    public void The_map_shows_where()
    {
        var found = Made([1, 0], [1, 0], [0, 1], [0.5f, 0.5f]);
        var map = HeatMap.Draw(Image.Filled(20, 20, new(100, 100, 100)), found, "defect");
        Assert.Equal(new(20, 20), map.Size);
        Assert.Equal((100, 100, 100), Pixel(map, 5, 5));
        // 65 % of red over 35 % of grey; half as sure, half of that and nearer to yellow.
        Assert.Equal((201, 35, 35), Pixel(map, 5, 15));
        Assert.Equal((150, 103, 68), Pixel(map, 15, 15));
        Assert.Equal("VIR2825", Assert.Throws<UsageException>(
            () => HeatMap.Draw(Image.Filled(20, 20, new(1, 1, 1)), found, "defects")).Code);
    }

    [Fact]
    public void The_map_of_a_huge_image_is_made_smaller()
    {
        var found = new TiledPrediction(new(4096, 1024), 1024, 0,
            [.. TileGrid.Over(new(4096, 1024), 1024, 0).Select((r, i) => new TilePrediction(r, [i == 1 ? 1 : 0]))], ["x"]);
        var map = HeatMap.Draw(Image.Filled(4096, 1024, new(0, 0, 0)), found, "x");
        Assert.Equal(new(2048, 512), map.Size);
        Assert.Equal([0, 166, 166, 0], ((int[])[511, 512, 1023, 1024]).Select(x => Pixel(map, x, 300).R));
    }

    [Theory]
    [InlineData(7, null)]
    [InlineData(8193, null)]
    [InlineData(32, -1)]
    [InlineData(32, 32)]
    public void Sizes_that_cannot_be_are_refused(int side, int? overlap)
    {
        using var predictor = new Predictor(Model());
        Assert.Equal("VIR2823", Assert.Throws<UsageException>(
            () => predictor.PredictTiles(Picture(1, 40, 40), side, overlap)).Code);
    }

    [Fact]
    public void Too_many_tiles_are_refused()
    {
        using var predictor = new Predictor(Model());
        Assert.Equal("VIR2823", Assert.Throws<UsageException>(
            () => predictor.PredictTiles(Picture(1, 400, 400), 8, 7)).Code);
    }

    [Fact]
    public void Members_of_an_ensemble_see_the_same_tiles()
    {
        var (one, two) = (Model(), Model(24));
        using var both = new Predictor(new ModelEnsemble([one, two]));
        using var first = new Predictor(one);
        using var second = new Predictor(two);
        var image = Picture(1, 60, 50);
        var (a, b) = (first.PredictTiles(image, 40), second.PredictTiles(image, 40));
        foreach (var (i, tile) in both.PredictTiles(image, 40).Tiles.Index())
        {
            Assert.Equal(
                a.Tiles[i].Probabilities.Zip(b.Tiles[i].Probabilities, (p, q) => (float)(0.5 * p + 0.5 * q)),
                tile.Probabilities);
        }
    }

    private static (int R, int G, int B) Pixel(Image image, int x, int y) => (image[y, x], image[y, x, 1], image[y, x, 2]);

    /// <summary>An image of 20 by 20 pixels, or of 10 by 10, by tiles of 10.</summary>
    private static TiledPrediction Made(params float[][] probabilities)
    {
        var size = new ImageSize(probabilities.Length == 1 ? 10 : 20, probabilities.Length == 1 ? 10 : 20);
        return new(size, 10, 0,
            [.. TileGrid.Over(size, 10, 0).Zip(probabilities, (r, p) => new TilePrediction(r, p))], ["good", "defect"]);
    }

    private static ModelBundle Model(int size = 32) => LivelyModel.Create(size, "a", "b", "c");

    private static Image Picture(ulong seed, int width, int height) => LivelyModel.Picture(seed, width, height);
}
