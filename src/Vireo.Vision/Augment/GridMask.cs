using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Covers a grid of squares of drawn period, place and direction.</summary>
/// <remarks>Chen et al. 2020, arXiv:2001.04086. Let the <see cref="Augmentation.Probability"/> rise during a run: the
/// paper found it better than a constant one.</remarks>
public sealed record GridMask : PixelAugmentation
{
    /// <summary>Period of the grid to draw from, in pixels.</summary>
    public IntRange Period { get; init; } = new(96, 223);

    /// <summary>Side of a square as a fraction of the period.</summary>
    public float Ratio { get; init; } = 0.5f;

    /// <summary>Direction of the grid to draw from, in degrees.</summary>
    public Interval Degrees { get; init; } = new(0, 1);

    /// <summary>Whether all but the squares is covered instead.</summary>
    public bool Inverted { get; init; }

    /// <summary>The colour.</summary>
    public Rgb Fill { get; init; }

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        var period = Period.Draw(rng);
        var side = Math.Clamp((int)MathF.Round(period * Ratio), 1, Math.Max(1, period - 1));
        var (left, top) = (rng.Below(period), rng.Below(period));
        var (sin, cos) = MathF.SinCos(Degrees.Draw(rng) * MathF.PI / 180);
        var (middleX, middleY) = ((image.Width - 1) / 2f, (image.Height - 1) / 2f);
        return image.FillWhere(Fill, (x, y) =>
        {
            var (u, v) = (x - middleX, y - middleY);
            return (Within(u * cos + v * sin + left) && Within(v * cos - u * sin + top)) != Inverted;
        });

        bool Within(float at) => at - period * MathF.Floor(at / period) < side;
    }
}
