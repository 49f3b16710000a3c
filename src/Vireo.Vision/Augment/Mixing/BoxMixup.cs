using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment.Mixing;

/// <summary>Mixup for detection: the weighted mean of two pictures, with the objects of both, each weighing as much as
/// its picture.</summary>
/// <remarks>Zhang et al. 2019, "Bag of freebies for training object detection neural networks", arXiv:1902.04103. Both
/// pictures lie in the upper left corner of a canvas of the larger width and the larger height; black is where there is
/// none. Nothing is scaled. Pure: pictures, epoch and the state of the generator decide everything.</remarks>
public sealed record BoxMixup
{
    /// <summary>First parameter of the beta distribution of the first picture's weight, above 0.</summary>
    public double Alpha { get; init; } = 1.5;

    /// <summary>Second parameter of the beta distribution, above 0.</summary>
    public double Beta { get; init; } = 1.5;

    /// <summary>Pictures are mixed in this many epochs from the start; zero for all. Training ends better on pictures
    /// as they are.</summary>
    public int Epochs { get; init; }

    /// <summary>Mixes two pictures, three channels each; after the last epoch of mixing, the first stays.</summary>
    /// <param name="first">Weighs λ ~ Beta(<see cref="Alpha"/>, <see cref="Beta"/>).</param>
    /// <param name="second">Weighs 1 - λ.</param>
    /// <param name="epoch">From 0 on.</param>
    /// <param name="rng">What is random.</param>
    /// <exception cref="ArgumentException">A picture has a class mask: classes cannot be averaged.</exception>
    public AnnotatedImage Apply(AnnotatedImage first, AnnotatedImage second, int epoch, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(rng);
        if (Epochs > 0 && epoch >= Epochs) return first;
        if (first.Mask is not null || second.Mask is not null)
            throw new ArgumentException("Pictures with class masks are not mixed.", nameof(second));

        var share = (float)rng.Beta(Alpha, Beta);
        var (a, b) = (first.Image.Size, second.Image.Size);
        var size = new ImageSize(Math.Max(a.Width, b.Width), Math.Max(a.Height, b.Height));
        var (one, other) = (OnCanvas(first, size, share), OnCanvas(second, size, 1 - share));
        var mixed = new float[one.Image.Pixels.Length];
        new EvenBlend(share).Write(FloatImage.Of(one.Image).Values, FloatImage.Of(other.Image).Values, mixed, size);
        return new()
        {
            Image = new FloatImage(size.Width, size.Height, 3, mixed).ToImage(),
            Objects = [.. one.Objects, .. other.Objects],
        };
    }

    private static AnnotatedImage OnCanvas(AnnotatedImage picture, ImageSize size, float weight)
    {
        var own = picture.Image.Size;
        var map = new ViewMap(own.Whole, own)
        {
            Frame = new() { Right = size.Width - own.Width, Bottom = size.Height - own.Height },
        };
        var image = map.Apply(picture.Image.WithChannels(3), Interpolation.Nearest, antiAlias: false);
        var seen = new ViewTargets(map, 0, default).Follow(picture with { KeyPoints = [] }, image);
        return seen with { Objects = [.. seen.Objects.Select(o => o with { Weight = o.Weight * weight })] };
    }
}
