using Vireo.Ops.Onnx;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>A fixed preparation of a picture: no chance in it.</summary>
public abstract record Preprocess
{
    /// <summary>The prepared picture.</summary>
    public abstract Image Apply(Image image);

    /// <summary>Appends the same as ONNX, over pictures of any size.</summary>
    /// <param name="graph">What is appended to.</param>
    /// <param name="image">Name of a U8 value <c>[N, H, W, 3]</c>.</param>
    /// <returns>Name of a value <c>[N, 3, H', W']</c> of whole numbers from 0 to 255.</returns>
    /// <exception cref="UsageException"><c>VIR2811</c>: it has no ONNX form.</exception>
    public virtual string Onnx(OnnxGraph graph, string image) => throw new UsageException("VIR2811",
        $"{this} has no ONNX form. Export the network alone with --raw, and prepare pictures before it.");
}
