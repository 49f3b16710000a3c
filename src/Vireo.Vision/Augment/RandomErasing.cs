using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Effects;

namespace Vireo.Vision.Augment;

/// <summary>Covers one rectangle of a drawn area and aspect; half of the time unless
/// <see cref="Augmentation.Probability"/> says otherwise.</summary>
/// <remarks>Zhong et al. 2017, arXiv:1708.04896. A rectangle that does not fit is drawn anew; after
/// <see cref="Attempts"/> the picture stays.</remarks>
public sealed record RandomErasing : PixelAugmentation
{
    /// <summary>An erasing with a chance of one half.</summary>
    public RandomErasing() => Probability = 0.5f;

    /// <summary>Area to draw from, as a fraction of the picture's.</summary>
    public Interval AreaFraction { get; init; } = new(0.02f, 0.4f);

    /// <summary>Height over width to draw from; above 0.</summary>
    public Interval Aspect { get; init; } = new(0.3f, 1 / 0.3f);

    /// <summary>Whether the aspect is drawn uniformly in its logarithm.</summary>
    public bool LogAspect { get; init; }

    /// <summary>How often a rectangle is drawn at most.</summary>
    public int Attempts { get; init; } = 100;

    /// <summary>What the rectangle shows.</summary>
    public EraseFill Mode { get; init; }

    /// <summary>The colour with <see cref="EraseFill.Constant"/>.</summary>
    public Rgb Fill { get; init; }

    /// <inheritdoc/>
    protected override Image Draw(Image image, Rng rng)
    {
        for (var i = 0; i < Attempts; i++)
        {
            var area = AreaFraction.Draw(rng) * image.Width * image.Height;
            var aspect = LogAspect
                ? MathF.Exp(rng.Uniform(MathF.Log(Aspect.Low), MathF.Log(Aspect.High)))
                : Aspect.Draw(rng);
            var height = (int)MathF.Round(MathF.Sqrt(area * aspect));
            var width = (int)MathF.Round(MathF.Sqrt(area / aspect));
            if (height < 1 || width < 1 || height >= image.Height || width >= image.Width)
                continue;

            var region = new PixelRegion(
                rng.Below(image.Width - width + 1), rng.Below(image.Height - height + 1), width, height);
            return Mode == EraseFill.Constant
                ? image.Fill(Fill, region)
                : image.FillWithNoise(region, rng, Mode == EraseFill.PixelNoise);
        }

        return image;
    }
}
