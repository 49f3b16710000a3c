using Vireo.Vision.Imaging;

namespace Vireo.Training.Classification;

/// <summary>What the tiles of a large image show, and the image by them.</summary>
/// <param name="Size">Size of the image.</param>
/// <param name="Side">Side of the tiles.</param>
/// <param name="Overlap">Pixels that neighbours have in common at least.</param>
/// <param name="Tiles">The tiles, row by row.</param>
/// <param name="Classes">Names of the classes, in the order of the probabilities.</param>
public sealed record TiledPrediction(
    ImageSize Size, int Side, int Overlap, IReadOnlyList<TilePrediction> Tiles, IReadOnlyList<string> Classes)
{
    private readonly List<TiledClass> _joined = [.. Classes.Select((name, c) => Join(name, c, Tiles))];

    /// <summary>Every class by the tile that shows it most, falling. A small defect counts as much as a large one: it
    /// would vanish in a mean. These are answers to "is it anywhere?", each for itself, and do not sum to
    /// one.</summary>
    public IReadOnlyList<TiledClass> Joined => [.. _joined.OrderByDescending(c => c.Probability)];

    /// <summary>The class that stands out: whose greatest probability lies most above its mean. A defect on a good
    /// surface does; what all tiles show does not. Where all are alike, the most probable.</summary>
    public string Standout => _joined.MaxBy(c => (c.Probability - c.Mean, c.Probability))?.Class ?? "";

    /// <summary>The number of a class.</summary>
    /// <exception cref="UsageException"><c>VIR2825</c>: there is none of that name.</exception>
    public int PlaceOf(string name)
    {
        var place = Classes.ToList().IndexOf(name);
        return place >= 0 ? place : throw new UsageException(
            "VIR2825", $"there is no class '{name}'.{NearestName.Hint(name, Classes)}");
    }

    private static TiledClass Join(string name, int number, IReadOnlyList<TilePrediction> tiles)
    {
        var greatest = tiles.MaxBy(tile => tile.Probabilities[number]) ?? tiles[0];
        var mean = tiles.Average(tile => (double)tile.Probabilities[number]);
        return new(name, greatest.Probabilities[number], (float)mean, greatest.Region);
    }
}
