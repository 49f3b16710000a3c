using System.Text.Json.Serialization;
using Vireo.Ops.Onnx;
using Vireo.Vision.Datasets;
using Vireo.Vision.Datasets.Caching;
using Vireo.Vision.Imaging;

namespace Vireo.Vision.Augment;

/// <summary>The whole way of a picture into a network when nothing is left to chance: decode, scale, cut, normalise.
/// What judges, predicts and is exported takes it from here.</summary>
/// <param name="View">Scales and cuts.</param>
/// <param name="Mean">Mean per channel for <see cref="Normaliser"/>.</param>
/// <param name="Std">Standard deviation per channel for <see cref="Normaliser"/>.</param>
/// <remarks>Plain values only, so that it can be written down and read back.</remarks>
public sealed record ImagePipeline(ResizeAndCentreCrop View, ChannelValues Mean, ChannelValues Std)
{
    /// <summary>Side of the square that the network sees, in pixels.</summary>
    [JsonIgnore]
    public int Size => View.Size;

    /// <summary>Pixels of the shorter side that JPEG files are decoded to at least; see <see
    /// cref="ImageReadOptions.ShorterSideNeeded"/>. Twice the side stays close to what other decoders, which read all,
    /// lead to; null for the full size.</summary>
    public int? ShorterSideNeeded { get; init; } = 2 * View.Size;

    /// <summary>Decodes a file into the picture that <see cref="View"/> is applied to.</summary>
    /// <exception cref="BadDataException">It is no good image.</exception>
    public Image Decode(string path) =>
        ImageFile.Read(path, ImageReadOptions.Default with { ShorterSideNeeded = ShorterSideNeeded }).ToImage();

    /// <summary>The view of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cache">Keeps finished views; null for none.</param>
    /// <exception cref="BadDataException">It is no good image.</exception>
    public Image Read(string path, SampleCache? cache = null)
    {
        Image Made() => View.Apply(Decode(path));
        return cache is null ? Made() : cache.Get(path, $"view {View} of {ShorterSideNeeded}", Made);
    }

    /// <summary>Writes what the network sees of a picture, <c>[Size, Size, 3]</c>.</summary>
    public void Write(Image image, Span<float> result) => new Normaliser(Mean, Std).Write(View.Apply(image), result);

    /// <summary>Reads files into their places of a batch.</summary>
    /// <param name="cache">Keeps finished views; null for none.</param>
    public SampleReader Reader(SampleCache? cache = null)
    {
        var normaliser = new Normaliser(Mean, Std);
        return (path, _, destination) => normaliser.Write(Read(path, cache), destination);
    }

    /// <summary>Appends <see cref="View"/> and the normaliser as ONNX, with the same numbers to the bit in any runtime
    /// that computes as IEEE 754 says.</summary>
    /// <param name="graph">What is appended to.</param>
    /// <param name="image">Name of a U8 value <c>[N, H, W, 3]</c>, RGB; N, H and W are known when it runs.</param>
    /// <returns>Name of the F32 value <c>[N, 3, Size, Size]</c>.</returns>
    /// <exception cref="UsageException"><c>VIR2811</c>: the view has no ONNX form.</exception>
    public string Onnx(OnnxGraph graph, string image)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var pixels = View.Onnx(graph, image);
        string PerChannel(ChannelValues values) =>
            graph.Constant(new([1, 3, 1, 1], DType.F32), values.R, values.G, values.B);
        // The order and precision of Normaliser's table.
        var scaled = graph.Add("Div", [graph.Cast(pixels, DType.F32), graph.Scalar(255)]);
        return graph.Add("Div", [graph.Add("Sub", [scaled, PerChannel(Mean)]), PerChannel(Std)]);
    }
}
