using Vireo.Vision.Imaging;
using Vireo.Vision.Imaging.Filters;
using Vireo.Vision.Imaging.Geometry;
using Vireo.Vision.Imaging.Tone;

namespace Vireo.Vision.Augment;

/// <summary>Base of augmentations that draw operations and their strengths from a policy.</summary>
/// <remarks>Some of the operations move pixels; masks, boxes and key points follow them.</remarks>
public abstract record PolicyAugmentation : Augmentation
{
    /// <summary>How pixels are weighed when they move: nearest, bilinear, bicubic or Lanczos.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>The colour beyond the edge.</summary>
    public Rgb Fill { get; init; } = new(128, 128, 128);

    /// <summary>Share of an object's area that must be left within the picture; see
    /// <see cref="GeometricAugmentation.LeastShare"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything but 0 to 1.</exception>
    public float LeastShare
    {
        get;
        init => field = value is >= 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A share is from 0 to 1.");
    } = GeometricAugmentation.DefaultLeastShare;

    /// <summary>How boxes are found again after a shear or a turn.</summary>
    public BoxTightening Tightening { get; init; }

    /// <summary>Draws and applies operations.</summary>
    protected abstract AnnotatedImage Draw(AnnotatedImage annotated, Rng rng);

    private protected sealed override AnnotatedImage Change(AnnotatedImage annotated, Rng rng) => Draw(annotated, rng);

    /// <summary>One operation.</summary>
    /// <param name="annotated">The picture.</param>
    /// <param name="op">What to do.</param>
    /// <param name="amount">Shears: slope; shifts: pixels; rotation: degrees; brightness, colour, contrast, sharpness:
    /// factor less 1; posterising: bits kept; solarising: threshold. Others take none.</param>
    protected AnnotatedImage Apply(AnnotatedImage annotated, PolicyOp op, double amount)
    {
        var image = annotated.Image;
        Affine2D? move = op switch
        {
            PolicyOp.ShearX => new(1, -amount, 0, 0, 1, 0),
            PolicyOp.ShearY => new(1, 0, 0, -amount, 1, 0),
            PolicyOp.TranslateX => Affine2D.Translation(amount, 0),
            PolicyOp.TranslateY => Affine2D.Translation(0, amount),
            PolicyOp.Rotate => Affine2D.Rotation(((image.Width - 1) / 2.0, (image.Height - 1) / 2.0), amount),
            _ => null,
        };
        return move is { } map ? Warped(annotated, map) : annotated with { Image = Changed(image, op, amount) };
    }

    /// <summary>Whether an amount may as well be negative.</summary>
    private protected static bool IsSigned(PolicyOp op) => op is >= PolicyOp.ShearX and <= PolicyOp.Sharpness;

    private static Image Changed(Image image, PolicyOp op, double amount) => op switch
    {
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

    private AnnotatedImage Warped(AnnotatedImage annotated, Affine2D map)
    {
        var size = annotated.Image.Size;
        var image = annotated.Image.Warp(map, size, new() { Interpolation = Interpolation, Fill = Fill });
        return new ViewTargets(new(size.Whole, size) { Warp = map }, LeastShare, Tightening).Follow(annotated, image);
    }
}
