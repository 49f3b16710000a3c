using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A random region of random area and aspect, scaled to a fixed size.</summary>
/// <remarks>Szegedy et al. 2014, arXiv:1409.4842; details as in torchvision: ten tries, then the largest centred region
/// within the range of aspects.</remarks>
public sealed record RandomResizedCrop : GeometricAugmentation
{
    private const int Tries = 10;

    /// <summary>Size of the result.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>Area of the region as a fraction of the image's, drawn uniformly.</summary>
    /// <remarks>The usual (0.08, 1) is made for ImageNet-sized sets and runs of hundreds of epochs; on small sets it
    /// often cuts the subject away, so at least half of the picture is kept unless asked otherwise.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Set to a range beyond 0 (excluded) to 1.</exception>
    public Interval AreaFraction
    {
        get;
        init => field = value is { Low: > 0, High: <= 1 } && value.Low <= value.High ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A crop's area is above 0 and at most 1.");
    } = new(0.5f, 1);

    /// <summary>Width over height of the region, drawn uniformly in its logarithm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a range that is not above zero.</exception>
    public Interval Aspect
    {
        get;
        init => field = value is { Low: > 0, High: < float.PositiveInfinity } && value.Low <= value.High ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "An aspect is above 0.");
    } = new(3f / 4, 4f / 3);

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng) => new(DrawRegion(size, rng), Size);

    private PixelRegion DrawRegion(ImageSize size, Rng rng)
    {
        var area = (double)size.Width * size.Height;
        var (low, high) = (Math.Log(Aspect.Low), Math.Log(Aspect.High));
        for (var i = 0; i < Tries; i++)
        {
            var target = area * AreaFraction.Draw(rng);
            var aspect = Math.Exp(low + (high - low) * rng.Uniform());
            var width = (int)Math.Round(Math.Sqrt(target * aspect));
            var height = (int)Math.Round(Math.Sqrt(target / aspect));
            if (width > 0 && width <= size.Width && height > 0 && height <= size.Height)
                return new(rng.Below(size.Width - width + 1), rng.Below(size.Height - height + 1), width, height);
        }

        return Centred(size);
    }

    private PixelRegion Centred(ImageSize size)
    {
        var aspect = (double)size.Width / size.Height;
        var (width, height) = (size.Width, size.Height);
        if (aspect < Aspect.Low)
            height = Math.Clamp((int)Math.Round(width / Aspect.Low), 1, size.Height);
        else if (aspect > Aspect.High)
            width = Math.Clamp((int)Math.Round(height * Aspect.High), 1, size.Width);

        return new((size.Width - width) / 2, (size.Height - height) / 2, width, height);
    }
}
