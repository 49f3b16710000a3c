using System.Globalization;
using System.Text.Json;
using Vireo.Layers;
using Vireo.Onnx;
using Vireo.Ops;
using Vireo.Quantisation;
using Vireo.Training.Runs;

namespace Vireo.Training.Bundles;

/// <summary>A model as an ONNX file that other runtimes answer with.</summary>
public static class OnnxModel
{
    /// <summary>Names of what goes in and out of a whole model.</summary>
    public const string ImageInput = "image", ProbabilityOutput = "probabilities";

    /// <summary>Names of what goes in and out of the network alone.</summary>
    public const string RawInput = "input", RawOutput = "logits";

    /// <summary>Writes a model for any number of images: with its preprocessing and softmax inside, from U8
    /// <c>image</c> <c>[N, H, W, 3]</c> (RGB, any size) to F32 <c>probabilities</c> <c>[N, classes]</c>; or the network
    /// alone, from F32 <c>input</c> <c>[N, 3, S, S]</c> (normalised) to F32 <c>logits</c> <c>[N, classes]</c>.
    /// Models with ranges are written with QuantizeLinear and DequantizeLinear around their convolutions.
    /// Parameters keep their names; classes, preprocessing and origin stand in the metadata.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="path">The file; it is the old one or the new one, never a part of either.</param>
    /// <param name="raw">Whether the network goes alone.</param>
    /// <param name="options">Operator set and limits; null for the usual.</param>
    /// <exception cref="UsageException"><c>VIR2811</c>: the preprocessing has no ONNX form.</exception>
    /// <exception cref="VireoException">See <see cref="OnnxExport.SaveBatched"/>.</exception>
    public static void Save(ModelBundle bundle, string path, bool raw = false, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var size = bundle.Description.Preprocessing.Size;
        OnnxExport.SaveBatched(path, batch => Build(bundle, batch, (size, size), raw), Options(bundle, options));
    }

    /// <summary>Writes the network alone, as <see cref="Save"/> does, for normalised pictures of any height and width:
    /// F32 <c>input</c> <c>[N, 3, H, W]</c>.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="path">The file; it is the old one or the new one, never a part of either.</param>
    /// <param name="options">Operator set and limits; null for the usual.</param>
    /// <exception cref="UsageException"><c>VIR2839</c>: the network depends on the size of pictures.</exception>
    /// <exception cref="VireoException">See <see cref="OnnxExport.SaveBatched"/>.</exception>
    public static void SaveAnySize(ModelBundle bundle, string path, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        OnnxExport.SaveAnySize(path, bundle.Description.Preprocessing.Size,
            (batch, height, width) => Build(bundle, batch, (height, width), raw: true), Options(bundle, options));
    }

    private static OnnxExportOptions Options(ModelBundle bundle, OnnxExportOptions? options) => (options ?? new()) with
    {
        Name = bundle.Description.Model, Metadata = Metadata(bundle.Description),
    };

    private static OnnxSignature Build(ModelBundle bundle, int batch, (int Height, int Width) size, bool raw)
    {
        var pipeline = bundle.Description.Preprocessing;
        var images = Tensor.Placeholder([batch, 3, size.Height, size.Width], title: "images");
        var logits = bundle.Model.Call(images, Pass.Inference());
        if (bundle.Description.Quantisation is { } ranges)
            logits = QuantisedGraph.Of(images, logits, ranges.Table);
        if (raw) return new([new(RawInput, images)], [(RawOutput, logits)]);
        var input = new OnnxInput(ImageInput, images)
        {
            Prelude = new(DType.U8, [OnnxExport.Batch, "height", "width", "3"], pipeline.Onnx),
        };
        // Where the network begins and ends, for whoever reads the file back.
        return new([input], [(ProbabilityOutput, logits.Softmax())])
        {
            Inner = [(RawInput, images), (RawOutput, logits)],
        };
    }

    private static Dictionary<string, string> Metadata(ModelDescription it)
    {
        var json = RunJson.Compact;
        Dictionary<string, string> facts = new()
        {
            ["model"] = it.Model,
            ["classes"] = JsonSerializer.Serialize(it.Classes, json.IReadOnlyListString),
            ["preprocessing"] = JsonSerializer.Serialize(it.Preprocessing, json.ImagePipeline),
            ["postprocessing"] = JsonSerializer.Serialize(it.Postprocessing, json.Postprocessing),
            ["precision"] = it.Precision.ToString(),
            ["batch_size"] = it.BatchSize.ToString(CultureInfo.InvariantCulture),
            ["origin"] = JsonSerializer.Serialize(it.Origin, json.ModelOrigin),
            ["version"] = it.Origin.Version,
        };
        if (it.Origin.Licence.Length > 0) facts["licence"] = it.Origin.Licence;
        if (it.Origin.TrainHash.Length > 0) facts["train_hash"] = it.Origin.TrainHash;
        foreach (var (name, value) in it.Origin.Metrics)
        {
            facts[name] = value.ToString("R", CultureInfo.InvariantCulture);
        }

        return facts;
    }
}
