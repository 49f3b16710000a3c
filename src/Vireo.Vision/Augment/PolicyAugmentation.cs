using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Filters;
using Vireo.Vision.Imaging.Geometry;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Augment;

/// <summary>Base of augmentations that draw operations and their strengths from a policy.</summary>
/// <remarks>Some of the operations move pixels: use them where a label stands for the whole picture.</remarks>
public abstract record PolicyAugmentation : Augmentation
{
    /// <summary>How pixels are weighed when they move: nearest, bilinear, bicubic or Lanczos.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>The colour beyond the edge.</summary>
    public Rgb Fill { get; init; } = new(128, 128, 128);

    /// <summary>Draws and applies operations.</summary>
    protected abstract Image Draw(Image image, Rng rng);

    private protected sealed override Image Change(Image image, Rng rng) => Draw(image, rng);

    /// <summary>One operation.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="op">What to do.</param>
    /// <param name="amount">Shears: slope; shifts: pixels; rotation: degrees; brightness, colour, contrast, sharpness:
    /// factor less 1; posterising: bits kept; solarising: threshold. Others take none.</param>
    protected Image Apply(Image image, PolicyOp op, double amount) => op switch
    {
        PolicyOp.ShearX => Warped(image, new(1, -amount, 0, 0, 1, 0)),
        PolicyOp.ShearY => Warped(image, new(1, 0, 0, -amount, 1, 0)),
        PolicyOp.TranslateX => Warped(image, Affine2D.Translation(amount, 0)),
        PolicyOp.TranslateY => Warped(image, Affine2D.Translation(0, amount)),
        PolicyOp.Rotate => Warped(
            image, Affine2D.Rotation(((image.Width - 1) / 2.0, (image.Height - 1) / 2.0), amount)),
        PolicyOp.Brightness => image.AdjustBrightness((float)(1 + amount)),
        PolicyOp.Colour => image.AdjustSaturation((float)(1 + amount)),
        PolicyOp.Contrast => image.AdjustContrast((float)(1 + amount)),
        PolicyOp.Sharpness => image.AdjustSharpness((float)(1 + amount)),
        PolicyOp.Posterize => image.Posterize((int)Math.Round(amount)),
        PolicyOp.Solarize => image.Solarize((int)Math.Round(amount)),
        PolicyOp.AutoContrast => image.AutoContrast(),
        PolicyOp.Equalize => image.Equalize(),
        PolicyOp.Invert => image.Invert(),
        _ => image,
    };

    /// <summary>Whether an amount may as well be negative.</summary>
    private protected static bool IsSigned(PolicyOp op) => op is >= PolicyOp.ShearX and <= PolicyOp.Sharpness;

    private Image Warped(Image image, Affine2D map) =>
        image.Warp(map, image.Size, new() { Interpolation = Interpolation, Fill = Fill });
}
