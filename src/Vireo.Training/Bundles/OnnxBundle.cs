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
        var facts = source.Metadata;
        var isEnsemble = facts.ContainsKey(OnnxModel.MembersFact);
        if (!isEnsemble && (!facts.ContainsKey("preprocessing") || !facts.ContainsKey("classes")))
            return ModelEnsemble.Of(Foreign(source, told, warn));
        if (told != new OnnxPreparation())
        {
            throw new UsageException("VIR2843", $"{path} says itself how pictures are prepared and what its classes "
                + "are called.");
        }

        return isEnsemble ? Several(source) : ModelEnsemble.Of(Own(source));
    }

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
        if (isWhole && !(source.Makes(input) && source.Makes(output))) throw Prepares(source);
        network = isWhole ? source.Read(input, output) : source.Read();
        var classes = CountClasses(source, network, description.Preprocessing.Size);
        if (classes != description.Classes.Count)
            throw Untrue(source, $"it names {description.Classes.Count} classes and scores {classes}");
        return description;
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
        return new(description, network, null);
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
