using System.CommandLine;
using Vireo.Training.Classification;
using Vireo.Training.Runs;
using Vireo.Vision.Imaging;

namespace Vireo.Cli.Commands;

/// <summary>Large images, tile by tile: <c>--tile</c>, <c>--overlap</c>, <c>--output</c>, <c>--map-class</c>.</summary>
internal sealed class TileOptions
{
    private static readonly string[] Forms = [".png", ".jpg", ".jpeg", ".ppm"];

    private readonly Option<int?> _tile =
        Shared.Positive("--tile", "Large images: predict tiles of this side, at full resolution.", "PIXELS");

    private readonly Option<int?> _overlap = new("--overlap")
    {
        Description = "Tiles: pixels that neighbours have in common; default: an eighth of the side.",
        HelpName = "PIXELS",
    };

    private readonly Option<string?> _output = new("--output")
    {
        Description = "Tiles: picture to write of where a class is seen, for one image.", HelpName = "FILE",
    };

    private readonly Option<string?> _class = new("--map-class")
    {
        Description = "Tiles: the class in that picture; default: the one that stands out.", HelpName = "CLASS",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_tile, _overlap, _output, _class]) command.Options.Add(option);
    }

    /// <summary>Whether tiles are asked for.</summary>
    /// <exception cref="UsageException"><c>VIR2824</c>: the options do not fit each other or the images.</exception>
    public bool Check(ParseResult args, IReadOnlyList<string> paths)
    {
        var wanted = args.GetValue(_tile) is not null;
        Option[] others = [_overlap, _output, _class];
        if (!wanted && Array.Find(others, o => args.GetResult(o) is not null) is { } lone)
            throw new UsageException("VIR2824", $"{lone.Name} is for large images. Give --tile too.");
        if (args.GetValue(_output) is not { } output) return wanted;
        if (paths.Count > 1)
        {
            throw new UsageException("VIR2824", $"--output {output} is one picture, and {paths.Count} images are to be "
                + "predicted. Give one image.");
        }

        if (!Forms.Contains(Path.GetExtension(output).ToLowerInvariant()))
        {
            throw new UsageException(
                "VIR2824", $"--output {output}: name a picture that ends in {string.Join(", ", Forms)}.");
        }

        return wanted;
    }

    /// <summary>Predicts one image and writes the picture that is asked for.</summary>
    /// <returns>What there is to print.</returns>
    public TiledLine Predict(
        ParseResult args, Predictor predictor, string path, int top, CancellationToken cancellation)
    {
        var side = args.GetValue(_tile) ?? 0;
        try
        {
            var image = ImageFile.Read(path).ToImage();
            var found = predictor.PredictTiles(image, side, args.GetValue(_overlap), cancellation);
            var map = args.GetValue(_output);
            if (map is not null)
                ImageFile.Save(HeatMap.Draw(image, found, args.GetValue(_class) ?? found.Standout), map);
            return Line(path, found, top) with { Map = map };
        }
        catch (BadDataException failure)
        {
            return new(path, null, null, side, null, null, null, null, null, $"{failure.Message}");
        }
    }

    /// <summary>Prints as people read it.</summary>
    public static void Print(TiledLine line)
    {
        if (line.Error is { } error)
        {
            Console.Error.WriteLine($"error: {error}");
            return;
        }

        Console.WriteLine($"{line.Path}: {line.Width}x{line.Height}, {line.Tiles?.Count} tiles; "
            + $"{line.Standout} stands out");
        foreach (var (name, probability, mean, place) in line.Top ?? [])
        {
            Console.WriteLine($"  {name} {probability:0.000} at {place.X},{place.Y} "
                + $"({place.Width}x{place.Height}), mean {mean:0.000}");
        }

        if (line.Map is { } map) Console.WriteLine($"  map: {map}");
    }

    private static TiledLine Line(string path, TiledPrediction found, int top) => new(
        path, found.Size.Width, found.Size.Height, found.Side, found.Overlap,
        [.. found.Joined.Take(top).Select(c => new TiledClassLine(c.Class, c.Probability, c.Mean, Place(c.Place)))],
        found.Standout, null, [.. found.Tiles.Select(tile => Line(tile, found.Classes, top))], null);

    private static TileLine Line(TilePrediction tile, IReadOnlyList<string> classes, int top) => new(
        Place(tile.Region),
        [
            .. tile.Probabilities.Select((p, i) => new ClassProbability(classes[i], p))
                .OrderByDescending(c => c.Probability).Take(top),
        ]);

    private static PlaceLine Place(PixelRegion region) => new(region.X, region.Y, region.Width, region.Height);
}
