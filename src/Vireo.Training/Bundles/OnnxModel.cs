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

    /// <summary>Where the metadata of an ensemble describe its members.</summary>
    internal const string MembersFact = "members";

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

    /// <summary>Writes the network alone, as <see cref="Save(ModelBundle, string, bool, OnnxExportOptions)"/> does, for
    /// normalised pictures of any height and width: F32 <c>input</c> <c>[N, 3, H, W]</c>.</summary>
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

    /// <summary>Writes models that answer together, in the form with all of their preprocessing inside: from one U8
    /// <c>image</c> to F32 <c>probabilities</c>, the weighted mean.</summary>
    /// <param name="ensemble">The models.</param>
    /// <param name="path">The file; it is the old one or the new one, never a part of either.</param>
    /// <param name="options">Operator set and limits; null for the usual.</param>
    /// <exception cref="UsageException"><c>VIR2811</c>: the preprocessing of one has no ONNX form.</exception>
    /// <exception cref="VireoException">See <see cref="OnnxExport.SaveBatched"/>.</exception>
    public static void Save(ModelEnsemble ensemble, string path, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ensemble);
        if (ensemble.Members is [var only])
        {
            Save(only, path, raw: false, options);
            return;
        }

        OnnxExport.SaveBatched(path, batch => Build(ensemble, batch), (options ?? new()) with
        {
            Name = ensemble.Name,
            Metadata = Metadata(ensemble),
        });
    }

    /// <summary>The name of an end of one member's network.</summary>
    internal static string Numbered(string name, int member) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}.{member}");

    private static OnnxSignature Build(ModelEnsemble ensemble, int batch)
    {
        List<OnnxInput> inputs = [];
        List<(string, Tensor)> ends = [];
        Tensor? sum = null;
        foreach (var (i, member) in ensemble.Members.Index())
        {
            var size = member.Description.Preprocessing.Size;
            var (images, logits) = Network(member, batch, (size, size));
            inputs.Add(Whole(member, images));
            ends.AddRange([(Numbered(RawInput, i), images), (Numbered(RawOutput, i), logits)]);
            var probabilities = logits.Softmax();
            if (ensemble.PlacesFor(i) is { } places)
                probabilities = probabilities.IndexSelect(1, Tensor.From<long>([.. places.Select(p => (long)p)]));
            probabilities *= ensemble.Weights[i];
            sum = sum is null ? probabilities : sum + probabilities;
        }

        return new(inputs, [(ProbabilityOutput, sum ?? throw new InvalidOperationException("no member"))])
        {
            Inner = ends,
        };
    }

    private static (Tensor Images, Tensor Logits) Network(ModelBundle bundle, int batch, (int Height, int Width) size)
    {
        var images = Tensor.Placeholder([batch, 3, size.Height, size.Width], title: "images");
        var logits = bundle.Model.Call(images, Pass.Inference());
        return bundle.Description.Quantisation is { } ranges
            ? (images, QuantisedGraph.Of(images, logits, ranges.Table)) : (images, logits);
    }

    private static OnnxInput Whole(ModelBundle bundle, Tensor images) => new(ImageInput, images)
    {
        Prelude = new(
            DType.U8, [OnnxExport.Batch, "height", "width", "3"], bundle.Description.Preprocessing.Onnx),
    };

    private static OnnxSignature Build(ModelBundle bundle, int batch, (int Height, int Width) size, bool raw)
    {
        var (images, logits) = Network(bundle, batch, size);
        if (raw) return new([new(RawInput, images)], [(RawOutput, logits)]);
        var input = Whole(bundle, images);
        // Where the network begins and ends, for whoever reads the file back.
        return new([input], [(ProbabilityOutput, logits.Softmax())])
        {
            Inner = [(RawInput, images), (RawOutput, logits)],
        };
    }

    private static Dictionary<string, string> Metadata(ModelEnsemble ensemble) => new()
    {
        ["model"] = ensemble.Name,
        ["classes"] = JsonSerializer.Serialize(ensemble.Classes, RunJson.Compact.IReadOnlyListString),
        ["postprocessing"] = JsonSerializer.Serialize(ensemble.Postprocessing, RunJson.Compact.Postprocessing),
        ["version"] = VireoVersion.Text,
        [MembersFact] = JsonSerializer.Serialize(
            [.. ensemble.Members.Zip(ensemble.Weights, (m, w) => new EnsembleMember(
                w, m.Description with { Quantisation = null, Channels = [] }))],
            RunJson.Compact.IReadOnlyListEnsembleMember),
    };

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
