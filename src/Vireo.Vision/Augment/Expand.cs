using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Puts the picture at a drawn place of a larger one of a single colour, so that objects become smaller; half
/// of the time unless <see cref="Augmentation.Probability"/> says otherwise.</summary>
/// <remarks>Liu et al. 2015, "SSD: single shot multibox detector", arXiv:1512.02325. Use it before the size is
/// fixed.</remarks>
public sealed record Expand : GeometricAugmentation
{
    /// <summary>An expansion with a chance of one half.</summary>
    public Expand() => Probability = 0.5f;

    /// <summary>Factor for width and height to draw from; 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a range that goes below 1.</exception>
    public Interval Ratio
    {
        get;
        init => field = value.Low >= 1 && value.High >= value.Low ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A picture is expanded by 1 or more.");
    } = new(1, 4);

    /// <summary>The colour around the picture; ImageNet's mean unless set.</summary>
    public Rgb Fill { get; init; } = new(124, 116, 104);

    /// <inheritdoc/>
    protected override ViewMap Draw(ImageSize size, Rng rng)
    {
        var ratio = Ratio.Draw(rng);
        var result = new ImageSize(
            Math.Max(size.Width, (int)(size.Width * ratio)), Math.Max(size.Height, (int)(size.Height * ratio)));
        var (wide, high) = (result.Width - size.Width, result.Height - size.Height);
        var (left, top) = (rng.Below(wide + 1), rng.Below(high + 1));
        return new(result.Whole, result)
        {
            Surround = new() { Left = left, Top = top, Right = wide - left, Bottom = high - top, Colour = Fill },
        };
    }
}
