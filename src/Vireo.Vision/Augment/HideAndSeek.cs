using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Divides the picture into a grid of a drawn cell size and hides cells at random.</summary>
/// <remarks>Singh and Lee 2017, arXiv:1704.04232.</remarks>
public sealed record HideAndSeek : PixelAugmentation
{
    private static readonly int[] s_cells = [0, 16, 32, 44, 56];

    /// <summary>Chance that a cell is hidden.</summary>
    public float HideProbability { get; init; } = 0.5f;

    /// <summary>The colour of hidden cells.</summary>
    public Rgb Fill { get; init; }

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        var cell = s_cells[rng.Below(s_cells.Length)];
        if (cell == 0)
            return image;

        List<PixelRegion> hidden = [];
        for (var y = 0; y < image.Height; y += cell)
            for (var x = 0; x < image.Width; x += cell)
                if (rng.Uniform() < HideProbability)
                    hidden.Add(new(x, y, cell, cell));

        return image.Fill(Fill, [.. hidden]);
    }
}
