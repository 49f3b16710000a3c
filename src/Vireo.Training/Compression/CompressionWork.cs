using System.Globalization;
using Vireo.Training.Bundles;
using Vireo.Training.Classification;
using Vireo.Training.Config;
using Vireo.Training.Runs;

namespace Vireo.Training.Compression;

/// <summary>What the steps of a compression work with: the trained model, the images, what was made before.</summary>
internal sealed class CompressionWork
{
    // Tells layers apart; the images of all classes take turns.
    private const int SensitivityImages = 32;

    private readonly Dictionary<string, CompressionCandidate> _made = [];

    /// <summary>What is wanted.</summary>
    public required CompressionRequest Request { get; init; }

    /// <summary>The trained model.</summary>
    public required ModelBundle Source { get; init; }

    /// <summary>The images.</summary>
    public required CompressionData Data { get; init; }

    /// <summary>Folder for what is not finished.</summary>
    public required string Folder { get; init; }

    /// <summary>Environment variables; see <see cref="ConfigLoader.Load"/>.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Told what the user should know.</summary>
    public required Action<string> Warn { get; init; }

    /// <summary>Told how far it is.</summary>
    public IProgress<CompressionProgress>? Progress { get; init; }

    /// <summary>Stops early.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>What each layer does alone, of the first model in eight bits.</summary>
    public IReadOnlyList<LayerSensitivity> Sensitivity { get; private set; } = [];

    /// <summary>Makes the model of a step, and measures all but its speed by the file that would be shipped.</summary>
    public CompressionCandidate Make(CompressionStep step)
    {
        var path = Path.Combine(Folder, $"{step.Name}{ModelBundle.Extension}");
        step.Make(this).Save(path);
        var bundle = ModelBundle.Open(path);
        var network = step.FloatStep is { } name ? _made[name] : null;
        var size = bundle.Description.Preprocessing.Size;
        return _made[step.Name] = new(step, bundle, path)
        {
            FileBytes = new FileInfo(path).Length, WeightBytes = ModelBundle.WeightBytes(path),
            Macs = network?.Macs ?? new EvaluationStep(bundle.Model, 1, size).Macs,
            Parameters = bundle.Model.Parameters.Sum(p => p.Variable.Shape.Count),
            ByteLayers = bundle.Description.Quantisation is { } it
                ? ByteCalibration.LayersOf(bundle).Except(it.FloatLayers).Count() : null,
            Hits = Judge(bundle, $"{step.Name}: judging"),
        };
    }

    /// <summary>The trained model in a type of floating-point numbers.</summary>
    public ModelBundle Floating(PrecisionChoice precision) =>
        Source.With(it => it with { Precision = precision });

    /// <summary>The model of another step in eight bits, with as few layers in single precision as the budget
    /// asks.</summary>
    /// <param name="name">Of the step.</param>
    /// <param name="from">The other one.</param>
    public ModelBundle InBytes(string name, string from)
    {
        var (original, first) = (_made[from], _made[CompressionSteps.Single]);
        Report($"{name}: looking at images", 0, Data.Calibration.Count);
        var images = new PreparedImages(original.Bundle, Data.Calibration, Cancellation);
        var calibration = new ByteCalibration(original.Bundle, images, Request.Calibration, Cancellation);
        IReadOnlyList<LayerSensitivity> Order() => calibration.Sensitivity(SensitivityImages,
            (done, total) => Report($"{name}: layer by layer", done, total), Cancellation);
        // What is lost before bytes come in is not theirs to win back.
        var most = Math.Max(first.LossTo(original.Hits), Request.Budget);
        var table = calibration.Within(
            tried => first.LossTo(Judge(calibration.Model(tried), Words(name, tried.FloatLayers.Count))) <= most,
            Order, Cancellation);
        // With every layer in single precision it would be another model: then all bytes, and the verdict, are told.
        if (table.FloatLayers.Count == calibration.Layers.Count) table = calibration.Table;
        if (Sensitivity.Count == 0) Sensitivity = [.. calibration.Layers.Join(Order(), l => l, s => s.Layer, (_, s) => s)];
        return calibration.Model(table);
    }

    /// <summary>The best model of a run that goes on from the trained one.</summary>
    /// <param name="name">Of the step.</param>
    /// <param name="begin">Given the folder of the run, says how to open it.</param>
    public ModelBundle Trained(string name, Func<string, RunRequest> begin)
    {
        var told = new Relay<TrainingProgress>(
            p => Progress?.Report(new($"{name}: training", p.Done, p.Total) { Training = p }));
        var run = ClassificationRun.Open(
            begin(Path.Combine(Folder, name)) with { Command = Request.Command }, Environment, Warn, told, Cancellation);
        run.Fit(told, Cancellation);
        return ModelBundle.Open(run.Path, Warn).With(it => it with { Precision = PrecisionChoice.F32 });
    }

    /// <summary>A run with the configuration of the trained one but for some keys.</summary>
    public Func<string, RunRequest> Onwards(params ConfigOverride[] keys) => folder =>
    {
        var source = RunFolder.Open(Request.Model);
        var rate = source.ReadConfig().Optimizer.Lr * PruneRequest.RateShare;
        ConfigOverride lower = new("optimizer.lr", rate.ToString("R", CultureInfo.InvariantCulture), "compress");
        return new(folder, RunMode.New)
        {
            ConfigFile = source.ConfigPath, Options = [lower, .. LearningKeys, .. keys], Overrides = LearningOverrides,
        };
    };

    /// <summary>A run that begins with what pruning leaves of the trained model.</summary>
    /// <param name="macs">Share of the multiply-adds that stays.</param>
    public Func<string, RunRequest> Pruned(double macs) => folder =>
    {
        PrunedRun.Create(
            new(Request.Model, folder, new() { Macs = macs })
            {
                Command = Request.Command, Options = LearningKeys, Overrides = LearningOverrides,
            },
            Environment, Warn);
        return new(folder, RunMode.Resume);
    };

    /// <summary>Tells how far it is.</summary>
    public void Report(string step, long done, long total) => Progress?.Report(new(step, done, total));

    /// <returns>Whether each image of the validation is recognised.</returns>
    private bool[] Judge(ModelBundle bundle, string step)
    {
        using var predictor = new Predictor(bundle);
        var told = new Relay<TrainingProgress>(p => Report(step, p.Done, p.Total));
        return [.. predictor.Evaluate(Data.Validation, told, Cancellation).Predictions
            .Select(line => line.Predicted == line.Label)];
    }

    // What all steps that learn have in common: epochs, images where others than the run's were given, the teacher.
    private IReadOnlyList<ConfigOverride> LearningKeys
    {
        get
        {
            var epochs = Request.Epochs ?? (RunFolder.Open(Request.Model).ReadConfig().Train.Epochs + 2) / 3;
            List<ConfigOverride> keys =
                [new("train.epochs", epochs.ToString(CultureInfo.InvariantCulture), "--epochs")];
            if (Request.Data is { } data) keys.Add(new("data.train", data, "--data"));
            if (Request.Distill) keys.Add(new("distill.teacher", Path.GetFullPath(Request.Model), "--distill"));
            return keys;
        }
    }

    private IReadOnlyList<string> LearningOverrides => Request.Data is null ? [] : ["data.val=null"];

    private static string Words(string name, int kept) =>
        kept == 0 ? $"{name}: judging" : $"{name}: judging with {kept} layers in float";

    // Progress<T> would answer on another thread, too late.
    private sealed class Relay<T>(Action<T> told) : IProgress<T>
    {
        public void Report(T value) => told(value);
    }
}
