using Vireo.Ops.Onnx;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>Scales the shorter side, keeps the aspect, and takes the middle square.</summary>
/// <param name="ShorterSide">Length of the shorter side after scaling, in pixels.</param>
/// <param name="Size">Side of the square, in pixels.</param>
public sealed record ResizeAndCentreCrop(int ShorterSide, int Size) : Preprocess
{
    /// <summary>How pixels are weighed.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>Whether the filter widens when shrinking.</summary>
    public bool AntiAlias { get; init; } = true;

    /// <inheritdoc/>
    public override Image Apply(Image image) =>
        image.ResizeAndCentreCrop(ShorterSide, Size, Interpolation, AntiAlias);

    /// <inheritdoc/>
    public override string Onnx(OnnxGraph graph, string image)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (Unsaid is { } reason)
        {
            throw new UsageException("VIR2811", $"{this} has no exact ONNX form: {reason}. Export the network alone "
                + "with --raw, and prepare pictures before it.");
        }

        return new OnnxResize(graph, this).Append(image);
    }

    /// <summary>Why nodes do not give the same numbers; null when they do.</summary>
    private string? Unsaid => (Interpolation, AntiAlias) switch
    {
        _ when Size > ShorterSide => "the cut is larger than the scaled picture, and filled up",
        (Interpolation.Nearest, true) => "antialiased nearest adds up its steps, with the rounding of each",
        (Interpolation.Nearest, false) => null,
        (Interpolation.Area, _) => "area changes its rule with the direction of the scaling, axis by axis",
        (Interpolation.Box or Interpolation.Hamming, _) => null,
        (_, false) => "without antialiasing edges repeat, and sums between columns and rows keep parts of bits",
        _ => OnnxFilter.Has(Interpolation) ? null : "nobody has said it in nodes",
    };
}
