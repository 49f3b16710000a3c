using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Vireo.Layers;
using Vireo.Onnx;
using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Augment;

namespace Vireo.Training.Bundles;

/// <summary>A classifier in an ONNX file as a model with all that belongs to it: in either form that
/// <see cref="OnnxModel"/> writes, by its metadata, or from elsewhere, by what is usual.</summary>
internal static class OnnxBundle
{
    /// <summary>How ONNX files end.</summary>
    public const string Extension = ".onnx";

    /// <summary>Bytes of a graph without its weights.</summary>
    public const int MostGraphBytes = 64 << 20;

    private const int UsualSize = 224, MostExtent = 4096;

    /// <summary>Whether a path names an ONNX file.</summary>
    public static bool IsName(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadModelFileException"><c>VIR2840</c> to <c>VIR2842</c>, or what <see cref="OnnxSource.Read"/>
    /// throws.</exception>
    /// <exception cref="UsageException"><c>VIR2843</c>: what was told is not about this file.</exception>
    public static ModelEnsemble Read(string path, OnnxPreparation told, Action<string> warn)
    {
        var source = OnnxImport.Open(path);
        var isEnsemble = source.Metadata.ContainsKey(OnnxModel.MembersFact);
        if (!isEnsemble && !SaysAll(source)) return ModelEnsemble.Of(Foreign(source, told, warn));
        if (told != new OnnxPreparation())
        {
            throw new UsageException("VIR2843", $"{path} says itself how pictures are prepared and what its classes "
                + "are called.");
        }

        return isEnsemble ? Several(source) : ModelEnsemble.Of(Own(source));
    }

    /// <summary>The network of a file, from normalised images to scores, to learn with.</summary>
    /// <exception cref="BadModelFileException">As <see cref="Read"/>.</exception>
    public static OnnxModule Network(string path)
    {
        var source = OnnxImport.Open(path);
        return source.InputType == DType.U8 ? Behind(source) : source.Read(to: source.BeforeSoftmax);
    }

    /// <summary>The configuration of a model from a file with the normalisation that the file speaks of, as far as none
    /// is configured.</summary>
    public static ModelConfig Normalised(ModelConfig config)
    {
        static ValueList<double> List(ChannelValues v) => [Exact(v.R), Exact(v.G), Exact(v.B)];
        // As it is written, without the digits that single precision has beyond that.
        static double Exact(float v) =>
            double.Parse(v.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var source = OnnxImport.Open(config.Name);
        if (!SaysAll(source)) return config;
        var pipeline = Describe(source).Preprocessing;
        return config with
        {
            Mean = config.Mean.Count > 0 ? config.Mean : List(pipeline.Mean),
            Std = config.Std.Count > 0 ? config.Std : List(pipeline.Std),
        };
    }

    // A file of our own, whichever form it has.
    private static bool SaysAll(OnnxSource source) =>
        source.Metadata.ContainsKey("preprocessing") && source.Metadata.ContainsKey("classes");

    /// <summary>A network whose graph says what it is now: another one where channels were taken out.</summary>
    public static OnnxModule Whole(OnnxModule network, int size) => network.IsPruned ? Convert(network, size) : network;

    /// <summary>Any network as its graph in ONNX.</summary>
    public static OnnxModule Convert(Module network, int size, string name = "network") => OnnxImport.Convert(batch =>
    {
        var images = Tensor.Placeholder([batch, 3, size, size], title: "images");
        var logits = network.Call(images, Pass.Inference());
        return new([new(OnnxModel.RawInput, images)], [(OnnxModel.RawOutput, logits)]);
    }, new() { Name = name });

    /// <summary>A graph in the folder of a run; its weights are in the checkpoints.</summary>
    /// <exception cref="BadModelFileException">It is missing or damaged.</exception>
    public static OnnxModule ReadGraph(string path)
    {
        try
        {
            if (new FileInfo(path).Length is > MostGraphBytes and var length)
                throw new IOException($"it has {length} bytes, at most {MostGraphBytes} are read");
            return OnnxImport.ReadGraph(File.ReadAllBytes(path), path, long.MaxValue);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadModelFileException("VIR2846", $"{path}: the graph of the run cannot be read: "
                + $"{failure.Message}. Begin the run anew, or copy its folder again.", failure);
        }
    }

    // The network of a file that prepares pictures itself.
    private static OnnxModule Behind(
        OnnxSource source, string input = OnnxModel.RawInput, string output = OnnxModel.RawOutput) =>
        source.Makes(input) && source.Makes(output) ? source.Read(input, output) : throw Prepares(source);

    private static ModelEnsemble Several(OnnxSource source)
    {
        var members = Fact(source, OnnxModel.MembersFact, RunJson.Compact.IReadOnlyListEnsembleMember) ?? [];
        if (members.Count is < 1 or > ModelEnsemble.MostMembers)
            throw Untrue(source, $"it has {members.Count} members, 1 to {ModelEnsemble.MostMembers} are read");
        if (source.InputType != DType.U8) throw Untrue(source, "its members share no picture");
        var bundles = members.Select((member, i) => new ModelBundle(
            Checked(source, member.Description with { Quantisation = null },
                OnnxModel.Numbered(OnnxModel.RawInput, i), OnnxModel.Numbered(OnnxModel.RawOutput, i), out var network),
            network, whole: null));
        return EnsembleFile.Joined([.. bundles], [.. members.Select(m => m.Weight)], source.Path);
    }

    private static ModelBundle Own(OnnxSource source) => new(
        Checked(source, Describe(source), OnnxModel.RawInput, OnnxModel.RawOutput, out var network), network,
        source.InputType == DType.U8 ? source.Path : null);

    /// <summary>A description that fits a network of the file, and that network.</summary>
    private static ModelDescription Checked(
        OnnxSource source, ModelDescription description, string input, string output, out OnnxModule network)
    {
        if (DescriptionChecks.Problem(description) is { } problem) throw Untrue(source, problem);
        var isWhole = source.InputType == DType.U8;
        network = isWhole ? Behind(source, input, output) : source.Read();
        var classes = CountClasses(source, network, description.Preprocessing.Size);
        if (classes != description.Classes.Count)
            throw Untrue(source, $"it names {description.Classes.Count} classes and scores {classes}");
        return Rounding(description, network);
    }

    private static T? Fact<T>(OnnxSource source, string name, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return source.Metadata.TryGetValue(name, out var text) ? JsonSerializer.Deserialize(text, type) : null;
        }
        catch (JsonException failure)
        {
            throw Untrue(source, $"{name} cannot be read: {failure.Message}");
        }
    }

    private static ModelDescription Describe(OnnxSource source)
    {
        var facts = source.Metadata;
        var json = RunJson.Compact;
        var precision = facts.GetValueOrDefault("precision");
        return new()
        {
            Model = facts.GetValueOrDefault("model", "onnx"),
            Classes = Fact(source, "classes", json.IReadOnlyListString) ?? [],
            Preprocessing = Fact(source, "preprocessing", json.ImagePipeline) is { View: not null } pipeline ? pipeline
                : throw Untrue(source, "preprocessing is null"),
            Postprocessing = Fact(source, "postprocessing", json.Postprocessing) ?? new(),
            Precision = Enum.TryParse<PrecisionChoice>(precision, out var choice) ? choice : PrecisionChoice.F32,
            BatchSize = int.TryParse(facts.GetValueOrDefault("batch_size"), out var size) ? size : 1,
            Origin = Fact(source, "origin", json.ModelOrigin)
                ?? new() { Version = facts.GetValueOrDefault("version", "") },
        };
    }

    private static ModelBundle Foreign(OnnxSource source, OnnxPreparation told, Action<string> warn)
    {
        if (source.InputType == DType.U8) throw Prepares(source);
        var size = SizeOf(source, told);
        var network = source.Read(to: source.BeforeSoftmax);
        var classes = CountClasses(source, network, size);
        if (told.Classes is { } names && names.Count != classes)
        {
            throw new UsageException("VIR2843", $"{source.Path} scores {classes} classes, and {names.Count} names were "
                + "given. Give one for each, in the order of the scores.");
        }

        var usual = new ClassificationTransforms { Size = size };
        var pipeline = (usual with { Mean = told.Mean ?? usual.Mean, Std = told.Std ?? usual.Std }).EvalPipeline();
        var description = new ModelDescription
        {
            Model = Path.GetFileNameWithoutExtension(source.Path),
            Classes = told.Classes ?? [.. Enumerable.Range(0, classes).Select(i => $"{i}")],
            Preprocessing = pipeline,
            BatchSize = source.Extents[0] ?? 32,
            Origin = new() { Version = "" },
        };
        if (DescriptionChecks.Problem(description) is { } problem) throw Untrue(source, problem);
        warn($"{source.Path} does not say how pictures are prepared: {size} pixels cut out of "
            + $"{pipeline.View.ShorterSide}, mean {Text(pipeline.Mean)}, deviation {Text(pipeline.Std)}; "
            + $"{(told.Classes is null ? "classes are called by their numbers; " : "")}scores go through softmax.");
        if (network.HasWidenedRanges)
        {
            warn($"{source.Path} rounds to bytes whose zero point is neither 0 nor the middle; here their ranges are "
                + "wider, and answers differ a little. --precision f32 does not round at all.");
        }

        return new(Rounding(description, network), network, null);
    }

    /// <summary>The description with the ranges of a file that rounds values to bytes.</summary>
    private static ModelDescription Rounding(ModelDescription it, OnnxModule network)
    {
        if (!network.HasRanges) return it;
        var size = it.Preprocessing.Size;
        var table = network.Ranges(Tensor.Placeholder([1, 3, size, size]));
        return it with { Quantisation = new() { Ranges = table.Ranges, FloatLayers = table.FloatLayers } };
    }

    private static int SizeOf(OnnxSource source, OnnxPreparation told)
    {
        var isClassifier = source.InputType == DType.F32 && source.Extents is [_, null or 3, var height, var width]
            && height == width;
        if (!isClassifier)
        {
            var extents = string.Join(", ", source.Extents.Select(e => e?.ToString() ?? "?"));
            throw NoClassifier(source, $"its input '{source.InputName}' is {source.InputType} [{extents}]");
        }

        if (source.Extents[2] is { } size && told.Size is { } wanted && size != wanted)
        {
            throw new UsageException("VIR2843",
                $"{source.Path} takes pictures of {size} x {size} pixels, not of {wanted}. Leave the size out.");
        }

        return source.Extents[2] ?? told.Size ?? UsualSize;
    }

    private static int CountClasses(OnnxSource source, OnnxModule network, int size)
    {
        var batch = source.Extents is [{ } fixedBatch, ..] ? fixedBatch : 1;
        if (Math.Max(batch, size) > MostExtent)
            throw NoClassifier(source, $"its input is {batch} pictures of {size} pixels");
        var scores = network.Call(Tensor.Placeholder([batch, 3, size, size]), Pass.Inference());
        return scores.Shape is { Rank: 2 } shape && shape[0] == batch && shape[1] > 0 && scores.DType == DType.F32
            ? shape[1] : throw NoClassifier(source, $"its output '{network.OutputName}' is {scores.Spec}");
    }

    private static string Text(ChannelValues values) => FormattableString.Invariant(
        $"{values.R} {values.G} {values.B}");

    private static BadModelFileException Untrue(OnnxSource source, string problem) => new("VIR2840",
        $"{source.Path}: its metadata cannot be true: {problem}. Export it again.");

    private static BadModelFileException NoClassifier(OnnxSource source, string found) => new("VIR2841",
        $"{source.Path}: {found}. A classifier takes float32 [N, 3, S, S] and gives [N, classes].");

    private static BadModelFileException Prepares(OnnxSource source) => new("VIR2842",
        $"{source.Path} prepares pictures itself, in a way that is not read back. Export it with this version, or with "
        + "--raw.");
}
