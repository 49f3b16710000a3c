using System.Text;
using System.Text.Json;
using Vireo.Layers;
using Vireo.Onnx;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Runs;
using Vireo.Vision.Zoo;
using Vireo.Weights;

namespace Vireo.Training.Bundles;

/// <summary>A model with all that belongs to it, from a run folder or from one file that holds the same: weights,
/// preprocessing, classes, origin. What predicts, judges and exports takes a model from here.</summary>
public sealed class ModelBundle
{
    /// <summary>How the file of a bundle ends.</summary>
    public const string Extension = ".vireo";

    /// <summary>The file of the weights in a bundle.</summary>
    internal const string WeightsName = "weights.safetensors";

    private const string DescriptionName = "model.json", ConfigName = "config.yaml", GraphName = "graph.onnx";

    private ModelBundle(ModelDescription description, Module model, string? config) =>
        (Description, Model, ConfigText) = (description, model, config);

    internal ModelBundle(ModelDescription description, OnnxModule network, string? whole) : this(
        description, network, config: null) => WholeFile = whole;

    /// <summary>Everything but the weights.</summary>
    public ModelDescription Description { get; private set; }

    /// <summary>The model with its weights.</summary>
    public Module Model { get; }

    /// <summary>The ONNX file it comes from, where that takes pictures and gives probabilities; null for
    /// none.</summary>
    internal string? WholeFile { get; }

    /// <summary>The configuration it was trained with, as YAML; null when it was not trained here.</summary>
    public string? ConfigText { get; }

    /// <summary>Opens a run folder (its best checkpoint), the file of a bundle, or an ONNX file.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="warn">Told about damaged checkpoints that were skipped, and about what was assumed.</param>
    /// <param name="onnx">What an ONNX file from elsewhere does not say about itself.</param>
    /// <exception cref="UsageException">The folder holds no run.</exception>
    /// <exception cref="BadModelFileException">The file is no whole bundle, or there is no whole
    /// checkpoint.</exception>
    public static ModelBundle Open(string path, Action<string>? warn = null, OnnxPreparation? onnx = null)
    {
        var (bundle, readWeights) = Begin(path, warn, onnx);
        readWeights();
        return bundle;
    }

    /// <summary>Opens a run or a bundle, or makes a model of the zoo where there is no file or folder of that
    /// name.</summary>
    /// <param name="name">Run folder, file of a bundle, or name of a model.</param>
    /// <param name="warn">Told about damaged checkpoints that were skipped, and about what was assumed.</param>
    /// <param name="onnx">What an ONNX file from elsewhere does not say about itself.</param>
    /// <exception cref="UsageException">It is nothing of these; the message names the nearest model.</exception>
    /// <exception cref="BadModelFileException">The file is no whole bundle, or there is no whole
    /// checkpoint.</exception>
    public static ModelBundle Find(string name, Action<string>? warn = null, OnnxPreparation? onnx = null) =>
        IsThere(name) ? Open(name, warn, onnx) : OfZoo(name);

    /// <summary>A model of the zoo that has learned nothing: random weights, numbered classes.</summary>
    /// <exception cref="UsageException">There is no such model.</exception>
    public static ModelBundle OfZoo(string name, int classes = 1000, int? imageSize = null)
    {
        var variant = ModelZoo.Find(name);
        var config = new RunConfig
        {
            Model = new() { Name = variant.Name }, Train = new() { ImageSize = imageSize ?? variant.InputSize },
        };
        var description = Describe(config, [.. Enumerable.Range(0, classes).Select(i => $"{i}")],
            new() { Version = VireoVersion.Text });
        return new(description, RunModel.Create(config, classes), null);
    }

    /// <summary>A network of your own, which the zoo has no recipe for: its graph is taken as ONNX says it, as an
    /// <see cref="OnnxModule"/> with parameters of the same names.</summary>
    /// <param name="network">From normalised images <c>[N, 3, S, S]</c> to scores <c>[N, classes]</c>; what it holds
    /// now is copied.</param>
    /// <param name="description">All that belongs to it; <see cref="ModelDescription.Model"/> is what it is
    /// called.</param>
    /// <exception cref="UsageException"><c>VIR2847</c>: the description does not fit the network.</exception>
    /// <exception cref="VireoException">An op has no ONNX form; see <see cref="OnnxExport.SaveBatched"/>.</exception>
    public static ModelBundle Of(Module network, ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(description);
        UsageException Untrue(string problem) => new("VIR2847",
            $"{description.Model}: its description cannot be true: {problem}.");
        if (DescriptionChecks.Problem(description) is { } wrong) throw Untrue(wrong);
        var graph = OnnxBundle.Convert(network, description.Preprocessing.Size, description.Model);
        return DescriptionChecks.ProblemOf(graph, description) is { } problem ? throw Untrue(problem)
            : new(description, graph, null);
    }

    /// <summary>The same with another description of what comes after the network, or of its origin.</summary>
    public ModelBundle With(Func<ModelDescription, ModelDescription> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new(change(Description), Model, ConfigText);
    }

    /// <summary>Writes the file of a bundle; it is the old one or the new one, never a part of either. The same model
    /// gives the same bytes. With ranges for eight bits, convolutions are stored as bytes: the file computes the same
    /// numbers to the bit in eight bits, and in single precision those of the rounded weights. Models that are no models
    /// of the zoo keep single precision in their file.</summary>
    /// <exception cref="VireoException">The disk is full (<c>VIR4001</c>) or refuses (<c>VIR4002</c>).</exception>
    /// <exception cref="UsageException"><c>VIR2844</c>: the model is no model of the zoo, and what its graph holds
    /// besides weights is larger than what is read.</exception>
    public void Save(string path)
    {
        var (files, format) = Files(path);
        BundleFile.Write(path, files, format);
    }

    /// <summary>The files that a bundle holds, and the form that they make it.</summary>
    /// <param name="path">Where they are going to be written, for messages.</param>
    internal (List<(string Name, Action<Stream> Write)> Files, int Format) Files(string path)
    {
        var network = Model is OnnxModule onnx ? OnnxBundle.Whole(onnx, Description.Preprocessing.Size) : null;
        var graph = network is null ? null : GraphOf(network, path);
        List<(string, Action<Stream>)> files =
        [
            (DescriptionName, stream =>
                JsonSerializer.Serialize(stream, Description, RunJson.Readable.ModelDescription)),
        ];
        if (graph is not null) files.Add((GraphName, stream => stream.Write(graph)));
        if (ConfigText is { } text) files.Add((ConfigName, stream => stream.Write(Encoding.UTF8.GetBytes(text))));
        // A graph says where in the file each of its weights lies, in the type that it has in the graph.
        var (weights, hasBytes) = network is null ? BundleWeights.Of(this)
            : (ModuleWeights.Entries(network.Everything), false);
        files.Add((WeightsName, stream => SafeTensorsFile.Write(stream, weights)));
        return (files, hasBytes ? BundleFile.NewestFormat : BundleFile.PlainFormat);
    }

    /// <summary>Bytes of the weights in the file of a bundle.</summary>
    internal static long WeightBytes(string path)
    {
        using var file = BundleFile.Open(path);
        return file.BytesOf(WeightsName);
    }

    private static byte[] GraphOf(OnnxModule network, string path)
    {
        using var bytes = new MemoryStream();
        network.WriteGraph(bytes, WeightsName);
        return bytes.Length <= OnnxBundle.MostGraphBytes ? bytes.ToArray() : throw new UsageException("VIR2844",
            $"{path}: the graph holds {bytes.Length} bytes besides its weights, and a bundle takes at most "
            + $"{OnnxBundle.MostGraphBytes}. Write it as {OnnxBundle.Extension}, which predicts as a bundle does.");
    }

    /// <summary>Opens all but the weights, which are read by the action: a plan may be made meanwhile.</summary>
    internal static (ModelBundle Bundle, Action ReadWeights) Begin(
        string path, Action<string>? warn, OnnxPreparation? onnx = null)
    {
        warn ??= _ => { };
        if (OnnxBundle.IsName(path) && !Directory.Exists(path))
            return (OnnxBundle.Read(path, onnx ?? new(), warn).Single(path), () => { });
        RefuseTold(path, onnx);
        if (!IsFile(path)) return BeginRun(path, warn);
        var (ensemble, readWeights) = EnsembleFile.Begin(path, isSingle: true);
        return (ensemble.Members[0], readWeights);
    }

    /// <summary>Throws when something is told about a file that says it itself.</summary>
    internal static void RefuseTold(string path, OnnxPreparation? onnx)
    {
        if (onnx is null || onnx == new OnnxPreparation()) return;
        throw new UsageException("VIR2843", $"{path} says itself how pictures are prepared and what its classes "
            + "are called; only of ONNX files from elsewhere that has to be told.");
    }

    /// <summary>Whether a name means a file or folder, and not a model of the zoo.</summary>
    internal static bool IsThere(string name) => Path.Exists(name) || IsFile(name);

    /// <summary>Whether a path means a file, and not the folder of a run.</summary>
    internal static bool IsFile(string path) => File.Exists(path)
        || path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || OnnxBundle.IsName(path);

    /// <summary>Opens all of a run but the weights.</summary>
    internal static (ModelBundle Bundle, Action ReadWeights) BeginRun(string path, Action<string> warn)
    {
        var folder = RunFolder.Open(path);
        // What does not need the other is done side by side: a cold process spends its time on compiling and reading.
        var reading = Task.Run(folder.ReadManifest);
        var config = folder.ReadConfig();
        var manifest = reading.GetAwaiter().GetResult();
        // Paths of the machine it was trained on are nobody's business.
        var text = ConfigYaml.Write(config with
        {
            Data = new(), Init = new(), Distill = new(), Model = config.Model with { Name = config.Model.PlainName },
        });
        var model = RunModel.Undrawn(config, manifest.Classes.Count);
        var bundle = new ModelBundle(
            Describe(config, manifest), model is OnnxClassifier onnx ? onnx.Network : model, text);
        var store = new Lazy<CheckpointStore>(() => folder.OpenCheckpoints(config.Checkpoint.Keep, warn));
        var best = new Lazy<(Checkpoint Checkpoint, string Weights)>(() => RunCheckpoints.Best(store.Value, path));
        if (config.Quant.Mode != QuantMode.None) // In which type it computes is part of the description.
        {
            var ranges = LearnedRanges(config, manifest, model, best.Value.Checkpoint);
            bundle.Description = bundle.Description with { Quantisation = ranges };
        }

        return (bundle, () =>
        {
            RunCheckpoints.Load(best.Value.Weights, bundle.Model.Everything);
            bundle.Describe(best.Value.Checkpoint.Step, store.Value.BestScore);
        });
    }

    private static ModelQuantisation? LearnedRanges(
        RunConfig config, RunManifest manifest, VisionModel model, Checkpoint checkpoint)
    {
        var file = checkpoint.Files.Contains(RunCheckpoints.BesideAverageFile) ? RunCheckpoints.BesideAverageFile
            : RunCheckpoints.BesideFile;
        var learner = new Learner(config, model);
        if (learner.Ranges is not { } ranges || !checkpoint.Files.Contains(file)) return null; // Nothing learned yet.
        RunCheckpoints.Load(checkpoint[file], learner.Beside);
        return new()
        {
            Method = config.Quant.Calibration, Images = Math.Clamp(manifest.TrainSamples, 1, config.Quant.Images),
            Learned = config.Quant.Mode, Ranges = [.. ranges.Table.Ranges],
        };
    }

    private void Describe(long step, double? score)
    {
        Dictionary<string, double> metrics = [];
        if (score is { } top1) metrics["val_top1"] = top1;
        Description = Description with { Origin = Description.Origin with { Step = step, Metrics = metrics } };
    }

    private static ModelDescription Describe(RunConfig config, RunManifest manifest) =>
        Describe(config, manifest.Classes, new()
        {
            Version = manifest.Version, Started = manifest.Started, TrainHash = manifest.TrainHash,
            ValHash = manifest.ValHash,
        });

    private static ModelDescription Describe(
        RunConfig config, IReadOnlyList<string> classes, ModelOrigin origin) => new()
    {
        Model = config.Model.PlainName,
        Channels = config.Model.Channels,
        Classes = classes,
        Preprocessing = ClassificationData.TransformsFor(config).EvalPipeline(),
        Precision = config.Train.Precision,
        BatchSize = config.Train.BatchSize,
        Origin = origin,
    };

    /// <summary>Opens all but the weights of a bundle within a container, which stays open until they are
    /// read.</summary>
    internal static (ModelBundle Bundle, Action ReadWeights) BeginPart(BundleFile file, string folder, string path)
    {
        var description = file.ReadJson(folder + DescriptionName, RunJson.Readable.ModelDescription);
        var weightBytes = file.BytesOf(folder + WeightsName);
        var graph = file.Has(folder + GraphName)
            ? file.ReadSmall(folder + GraphName, OnnxBundle.MostGraphBytes) : null;
        DescriptionChecks.Run(description, weightBytes, graph is not null, path);
        var config = file.Has(folder + ConfigName)
            ? Encoding.UTF8.GetString(file.ReadSmall(folder + ConfigName)) : null;
        Module model = graph is null ? DescriptionChecks.Build(description, path)
            : DescriptionChecks.Build(description, graph, weightBytes, path);
        return (new(description, model, config), () =>
        {
            using var weights = file.OpenWeights(folder + WeightsName);
            ModuleWeights.Load(model.Everything, BundleWeights.Read(weights, path), path);
        });
    }
}
