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
        var isKnown = Interpolation == Interpolation.Bilinear && AntiAlias && Size <= ShorterSide;
        return isKnown ? new OnnxResize(graph, this).Append(image) : base.Onnx(graph, image);
    }
}
