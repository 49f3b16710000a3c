using Vireo.Vision.Imaging;

namespace Vireo.Training.Classification;

/// <summary>The tiles of a large image on their way through a predictor.</summary>
internal sealed class ImageTiles
{
    private const int LeastSide = 8, MostSide = 8192;
    private const int MostTiles = 100_000;
    private readonly Image _image;
    private readonly int _side;

    /// <exception cref="UsageException"><c>VIR2823</c>: the sizes are out of range, or make too many tiles.</exception>
    public ImageTiles(Image image, int side, int overlap, MemberViews views)
    {
        if (side is < LeastSide or > MostSide)
            throw new UsageException("VIR2823", $"tiles of {side} pixels: {LeastSide} to {MostSide} can be.");
        if (overlap < 0 || overlap >= side)
        {
            throw new UsageException("VIR2823", $"tiles of {side} pixels cannot have {overlap} in common; 0 to "
                + $"{side - 1} can be.");
        }

        if (TileGrid.CountOver(image.Size, side, overlap) is > MostTiles and var count)
        {
            throw new UsageException("VIR2823", $"an image of {image.Size} has {count} tiles of {side} pixels with "
                + $"{overlap} in common, more than {MostTiles}. Take larger tiles, or a smaller overlap.");
        }

        (_image, _side, Overlap, Views) = (image, side, overlap, views);
    }

    /// <summary>Pixels that neighbours have in common at least.</summary>
    public int Overlap { get; }

    /// <summary>What the networks see of a tile.</summary>
    public MemberViews Views { get; }

    /// <summary>What every tile shows.</summary>
    /// <param name="most">Tiles of a batch at most.</param>
    /// <param name="compute">Probabilities of a number of tiles, by a step for a number of them.</param>
    /// <param name="cancellation">Stops early.</param>
    public IReadOnlyList<TilePrediction> Predict(
        int most, Func<float[], int, int, float[]> compute, CancellationToken cancellation)
    {
        List<PixelRegion> regions = [.. TileGrid.Over(_image.Size, _side, Overlap)];
        // Batches of one size: a last one that is almost empty would cost as much as a full one.
        var batches = (regions.Count + most - 1) / most;
        var batch = (regions.Count + batches - 1) / batches;
        var pixels = new float[batch * Views.Length];
        List<TilePrediction> found = new(regions.Count);
        foreach (var group in regions.Chunk(batch))
        {
            cancellation.ThrowIfCancellationRequested();
            Parallel.For(0, group.Length, i =>
                Views.Write(Cut(group[i]), pixels.AsSpan(i * Views.Length, Views.Length)));
            var all = compute(pixels, group.Length, batch);
            found.AddRange(group.Zip(all.Chunk(all.Length / group.Length), (r, p) => new TilePrediction(r, p)));
        }

        return found;
    }

    private Image Cut(PixelRegion region)
    {
        var tile = _image.Crop(region);
        if (region.Width == _side && region.Height == _side) return tile;
        return tile.Pad(new()
        {
            Right = _side - region.Width, Bottom = _side - region.Height, Mode = PadMode.Replicate,
        });
    }
}
